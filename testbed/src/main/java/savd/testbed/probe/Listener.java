package savd.testbed.probe;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import savd.testbed.lab.LabException;
import savd.testbed.lab.NamespaceThread;

/** Receives the probe's packets in one namespace, of either family. */
final class Listener implements AutoCloseable {
  /** Told of each packet on the listener's thread. */
  interface Arrival {
    void arrived(int flowNumber, int number);
  }

  private static final int BUFFER_OCTETS = 8 << 20;
  private final DatagramChannel channel;
  private final Thread reader;

  Listener(String namespace, Arrival arrival) {
    try (NamespaceThread inside = NamespaceThread.enter(namespace)) {
      channel =
          inside.call(
              () ->
                  DatagramChannel.open()
                      .setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_OCTETS)
                      .bind(new InetSocketAddress(0)));
    }
    reader =
        Thread.ofPlatform().daemon().name("probe listener " + namespace).start(() -> read(arrival));
  }

  /** Where it listens: any port that was free, so that several probes can share a node. */
  int port() {
    return channel.socket().getLocalPort();
  }

  private void read(Arrival arrival) {
    ByteBuffer packet = ByteBuffer.allocateDirect(2048);
    while (true) {
      try {
        packet.clear();
        channel.receive(packet);
        packet.flip();
        if (packet.remaining() == Frame.PAYLOAD_OCTETS && packet.getLong() == Frame.MAGIC) {
          arrival.arrived((int) packet.getLong(), (int) packet.getLong());
        }
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        throw new LabException("probe listener", e);
      }
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
      reader.join();
    } catch (IOException e) {
      throw new LabException("probe listener", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
