package savd.daemon.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Optional;

/**
 * The listening socket and its place in the file system.
 *
 * <p>A lock beside the socket, {@code PATH.lock}, says whether another savd lives: the kernel
 * releases it with the process however that ends, so a socket left behind by a kill is recognised
 * without asking it. The socket is bound under another name and moved into place when its mode and
 * group are right: at no moment can anybody connect who should not.
 */
final class ControlSocket implements AutoCloseable {
  private final Path path;
  private final FileChannel lockFile;
  private final ServerSocketChannel channel;

  private ControlSocket(Path path, FileChannel lockFile, ServerSocketChannel channel) {
    this.path = path;
    this.lockFile = lockFile;
    this.channel = channel;
  }

  /**
   * Opens the socket.
   *
   * @throws IOException with a message for the operator that names the path
   */
  static ControlSocket open(Path path, int mode, Optional<String> group) throws IOException {
    Path directory = path.toAbsolutePath().getParent();
    Files.createDirectories(directory);
    FileChannel lockFile = lock(path);
    try {
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
          && !Files.readAttributes(
                  path,
                  java.nio.file.attribute.BasicFileAttributes.class,
                  LinkOption.NOFOLLOW_LINKS)
              .isOther()) {
        throw new IOException(path + " exists and is not a socket: control.socket names another");
      }
      // sockaddr_un holds 108 octets: the name used while binding is no longer than the real one.
      Path binding = directory.resolve(".s" + ProcessHandle.current().pid());
      Files.deleteIfExists(binding);
      ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        channel.bind(UnixDomainSocketAddress.of(binding), 64);
        protect(binding, mode, group);
        Files.move(
            binding, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException | RuntimeException e) {
        channel.close();
        Files.deleteIfExists(binding);
        throw e;
      }
      return new ControlSocket(path, lockFile, channel);
    } catch (IOException | RuntimeException e) {
      lockFile.close();
      throw e;
    }
  }

  private static FileChannel lock(Path path) throws IOException {
    Path lockPath = path.resolveSibling(path.getFileName() + ".lock");
    FileChannel file =
        FileChannel.open(lockPath, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = file.tryLock();
    } catch (OverlappingFileLockException e) {
      // This very process has it: the same answer as for another one.
    } finally {
      if (lock == null) {
        file.close();
      }
    }
    if (lock == null) {
      throw new IOException("another savd is running: it holds " + lockPath);
    }
    return file;
  }

  private static void protect(Path socket, int mode, Optional<String> group) throws IOException {
    if (group.isPresent()) {
      GroupPrincipal principal;
      try {
        principal =
            socket
                .getFileSystem()
                .getUserPrincipalLookupService()
                .lookupPrincipalByGroupName(group.get());
      } catch (UserPrincipalNotFoundException e) {
        throw new IOException("control.group: there is no group " + group.get(), e);
      }
      Files.getFileAttributeView(socket, PosixFileAttributeView.class).setGroup(principal);
    }
    Files.setAttribute(socket, "unix:mode", mode);
  }

  ServerSocketChannel channel() {
    return channel;
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(path);
    lockFile.close();
  }
}
