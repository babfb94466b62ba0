package savd.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import savd.control.ControlRequest;
import savd.control.RequestCodec;

/** One connection to savd for one request. */
final class ControlClient implements AutoCloseable {
  /** savd is not there, or does not let us in; the message says which. */
  static final class Unreachable extends IOException {
    private static final long serialVersionUID = 1;

    Unreachable(String text) {
      super(text);
    }
  }

  private final SocketChannel channel;

  private ControlClient(SocketChannel channel) {
    this.channel = channel;
  }

  static ControlClient connect(Path socket) throws Unreachable {
    try {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        channel.connect(UnixDomainSocketAddress.of(socket));
      } catch (IOException e) {
        channel.close();
        throw e;
      }
      return new ControlClient(channel);
    } catch (IOException | IllegalArgumentException e) {
      throw new Unreachable("cannot reach savd at " + socket + ": " + why(socket, e));
    }
  }

  /** What the operator should look at: the JDK's own message names only the system call's error. */
  private static String why(Path socket, Exception e) {
    String message = String.valueOf(e.getMessage());
    if (e instanceof AccessDeniedException || message.contains("Permission denied")) {
      return "permission denied (control.mode and control.group in savd.toml(5) say who may)";
    }
    if (!Files.exists(socket)) {
      return "no such socket; is savd running, and control.socket the same?";
    }
    if (message.contains("refused")) {
      return "nobody listens there; savd is not running";
    }
    return message;
  }

  /** Sends the request and gives what comes back; the stream ends when savd is done. */
  InputStream ask(ControlRequest request) throws IOException {
    byte[] line = (RequestCodec.encode(request, false) + "\n").getBytes(StandardCharsets.UTF_8);
    ByteBuffer out = ByteBuffer.wrap(line);
    while (out.hasRemaining()) {
      channel.write(out);
    }
    return Channels.newInputStream(channel);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
