package savd.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** Stands where savd would: notes each request line, answers with what the test says, closes. */
final class ScriptedSavd implements AutoCloseable {
  private final Path socket;
  private final ServerSocketChannel channel;
  private final List<String> requests = new CopyOnWriteArrayList<>();

  ScriptedSavd(Path socket, UnaryOperator<String> answer) throws IOException {
    this.socket = socket;
    channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    channel.bind(UnixDomainSocketAddress.of(socket));
    Thread.ofVirtual().start(() -> serve(answer));
  }

  private void serve(UnaryOperator<String> answer) {
    try {
      while (true) {
        try (SocketChannel client = channel.accept()) {
          String line =
              new BufferedReader(
                      new InputStreamReader(
                          Channels.newInputStream(client), StandardCharsets.UTF_8))
                  .readLine();
          requests.add(line);
          ByteBuffer out = ByteBuffer.wrap(answer.apply(line).getBytes(StandardCharsets.UTF_8));
          while (out.hasRemaining()) {
            client.write(out);
          }
        }
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  Path socket() {
    return socket;
  }

  List<String> requests() {
    return requests;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
