package savd.testbed.rpki;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import savd.testbed.lab.LabException;
import savd.testbed.lab.NamespaceThread;

/**
 * A cache that speaks RTR 0 to 2 (RFC 6810, RFC 8210, 8210bis-27) and can be told to misbehave. It
 * shares no code with savd's own: what both agree on, two implementations agree on.
 */
public final class ScriptedCache implements RtrCache, AutoCloseable {
  private static final int SERIAL_NOTIFY = 0;
  private static final int SERIAL_QUERY = 1;
  private static final int RESET_QUERY = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int HEADER = 8;
  private static final int UNSUPPORTED_VERSION = 4;
  private static final int NEVER = Integer.MAX_VALUE;

  /**
   * What it is like.
   *
   * @param maxVersion the highest version it answers
   * @param session its session id
   * @param serial its first serial number, 0 to 4294967295
   * @param refresh seconds, told at the end of data, as are the next two
   */
  public record Character(
      int maxVersion, int session, long serial, int refresh, int retry, int expire) {
    public static final Character USUAL = new Character(2, 4711, 1, 3600, 600, 7200);

    public Character speaking(int version) {
      return new Character(version, session, serial, refresh, retry, expire);
    }

    public Character with(int otherSession, long otherSerial) {
      return new Character(maxVersion, otherSession, otherSerial, refresh, retry, expire);
    }

    public Character timed(int otherRefresh, int otherRetry, int otherExpire) {
      return new Character(maxVersion, session, serial, otherRefresh, otherRetry, otherExpire);
    }
  }

  private final NamespaceThread inside;
  private final int port;
  private final List<Client> clients = new CopyOnWriteArrayList<>();
  private final List<String> heard = new CopyOnWriteArrayList<>();

  // The state served; every access holds the lock.
  private Character character;
  private RpkiData data;
  private long serial;
  private final Map<Long, PduStream.Delta> deltas = new TreeMap<>();
  private int octetsBeforeDeath = NEVER;
  private ServerSocketChannel server;
  private Thread accepting;

  public ScriptedCache(NamespaceThread inside, int port, Character character, RpkiData data) {
    this.inside = inside;
    this.port = port;
    this.character = character;
    this.data = data;
    serial = character.serial();
  }

  @Override
  public String kind() {
    return "the scripted cache";
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void start() {
    server =
        inside.call(
            () ->
                ServerSocketChannel.open()
                    .setOption(StandardSocketOptions.SO_REUSEADDR, true)
                    .bind(new InetSocketAddress(port)));
    ServerSocketChannel listening = server;
    accepting = Thread.ofVirtual().name("scripted cache").start(() -> accept(listening));
  }

  @Override
  public void stop() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    awaitPort();
    clients.forEach(Client::close);
    clients.clear();
  }

  /** The port is free only when the accept that waits on it has returned. */
  private void awaitPort() {
    try {
      accepting.join(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void kill() {
    stop();
  }

  @Override
  public void close() {
    stop();
  }

  /** Starts anew with another session, serial and set, without a history. */
  public synchronized void restartAs(Character other, RpkiData set) {
    stop();
    character = other;
    data = set;
    serial = other.serial();
    deltas.clear();
    start();
  }

  /** The next answer is cut off, with the connection, when so many octets of it have been sent. */
  public synchronized void dieAfter(int octets) {
    octetsBeforeDeath = octets;
  }

  @Override
  public void replace(RpkiData next) {
    byte[] notify;
    synchronized (this) {
      deltas.put(serial, PduStream.Delta.between(data, next));
      data = next;
      serial = serial + 1 & 0xFFFF_FFFFL;
      notify = pdu(0, SERIAL_NOTIFY, character.session(), (int) serial);
    }
    clients.forEach(c -> c.notifyOf(notify));
  }

  /** Every query and error heard, in order, for example "v2 reset query". */
  public List<String> heard() {
    return List.copyOf(heard);
  }

  public int connections() {
    return clients.size();
  }

  private static byte[] pdu(int version, int type, int field, int... words) {
    ByteBuffer b = ByteBuffer.allocate(HEADER + 4 * words.length);
    b.put((byte) version).put((byte) type).putShort((short) field).putInt(b.capacity());
    for (int w : words) {
      b.putInt(w);
    }
    return b.array();
  }

  private void accept(ServerSocketChannel listening) {
    try {
      while (true) {
        Client client = new Client(listening.accept());
        clients.add(client);
        Thread.ofVirtual().start(client);
      }
    } catch (IOException e) {
      // Stopped.
    }
  }

  /** One router. */
  private final class Client implements Runnable {
    private final SocketChannel channel;
    private volatile int version = -1;

    Client(SocketChannel channel) {
      this.channel = channel;
    }

    @Override
    public void run() {
      try (channel) {
        DataInputStream in = new DataInputStream(Channels.newInputStream(channel));
        while (true) {
          int v = in.readUnsignedByte();
          int type = in.readUnsignedByte();
          int field = in.readUnsignedShort();
          byte[] body = in.readNBytes(in.readInt() - HEADER);
          if (!answer(v, type, field, body)) {
            return;
          }
        }
      } catch (IOException e) {
        // The router went, or the answer was cut off.
      } finally {
        clients.remove(this);
      }
    }

    private boolean answer(int v, int type, int field, byte[] body) throws IOException {
      byte[] out;
      int octets;
      synchronized (ScriptedCache.this) {
        if (v > character.maxVersion()) {
          heard.add("v" + v + " refused");
          out = pdu(character.maxVersion(), 10, UNSUPPORTED_VERSION, 0, 0);
          send(out, out.length);
          return false;
        }
        version = v;
        switch (type) {
          case RESET_QUERY -> heard.add("v" + v + " reset query");
          case SERIAL_QUERY ->
              heard.add("v" + v + " serial query " + Integer.toUnsignedString(serialIn(body)));
          default -> {
            heard.add("v" + v + " type " + type + " field " + field);
            return type != 10;
          }
        }
        out = type == RESET_QUERY ? all(v) : since(v, field, serialIn(body));
        octets = Math.min(out.length, octetsBeforeDeath);
        octetsBeforeDeath = NEVER;
      }
      send(out, octets);
      return octets == out.length;
    }

    private static int serialIn(byte[] body) {
      return ByteBuffer.wrap(body).getInt();
    }

    private byte[] all(int v) {
      PduStream out = new PduStream(v);
      out.header(3, character.session());
      out.announce(data);
      out.endOfData(character, serial);
      return out.octets();
    }

    private byte[] since(int v, int session, int known) {
      PduStream out = new PduStream(v);
      long at = Integer.toUnsignedLong(known);
      List<PduStream.Delta> steps = new ArrayList<>();
      while (at != serial && deltas.containsKey(at)) {
        steps.add(deltas.get(at));
        at = at + 1 & 0xFFFF_FFFFL;
      }
      if (session != character.session() || at != serial) {
        out.header(8, 0);
        return out.octets();
      }
      out.header(3, character.session());
      if (!steps.isEmpty()) {
        out.change(PduStream.Delta.joined(steps));
      }
      out.endOfData(character, serial);
      return out.octets();
    }

    private synchronized void send(byte[] out, int octets) throws IOException {
      ByteBuffer b = ByteBuffer.wrap(out, 0, octets);
      while (b.hasRemaining()) {
        channel.write(b);
      }
    }

    void notifyOf(byte[] notify) {
      if (version >= 0) {
        byte[] out = notify.clone();
        out[0] = (byte) version;
        try {
          send(out, out.length);
        } catch (IOException e) {
          // It will come back and ask.
        }
      }
    }

    void close() {
      try {
        channel.close();
      } catch (IOException e) {
        throw new LabException("cannot close a connection", e);
      }
    }
  }
}
