package savd.testbed.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLSocket;
import savd.net.Asn;
import savd.pisav.fsm.Binding;
import savd.pisav.message.ConeMessage;
import savd.pisav.message.ErrorCode;
import savd.pisav.message.Frame;
import savd.pisav.message.FrameSink;
import savd.pisav.message.Malformed;
import savd.pisav.message.Nonce;
import savd.pisav.message.Role;
import savd.pisav.wire.Frames;
import savd.pisav.wire.MessageReader;
import savd.pisav.wire.MessageWriter;
import savd.relation.MemberStatement.Detour;
import savd.relation.MemberStatement.OutsideProviders;
import savd.testbed.lab.LabException;
import savd.testbed.lab.NamespaceThread;
import savd.testbed.rpki.RouterIdentity;

/**
 * Somebody who talks to the top of a cone as a member would, over the JDK's own TLS, and says what
 * a test likes: what a member does not say, says twice, or takes its time for. What it sent is kept
 * as messages and as octets of the wire.
 */
public final class ScriptedMember implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;
  private static final int CONNECT_MILLIS = 5_000;

  /** A socket that keeps what is written to it. */
  private static final class Kept extends Socket {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @Override
    public OutputStream getOutputStream() throws IOException {
      return new FilterOutputStream(super.getOutputStream()) {
        @Override
        public void write(byte[] b, int from, int length) throws IOException {
          out.write(b, from, length);
          written.write(b, from, length);
        }
      };
    }
  }

  private final Kept wire;
  private final SSLSocket tls;
  private final Binding binding = new Binding(Role.MEMBER);
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private ConeMessage.Hello mine;
  private int serial;

  private ScriptedMember(Kept wire, SSLSocket tls) {
    this.wire = wire;
    this.tls = tls;
  }

  /**
   * Connects and finishes TLS, as far as this side can tell.
   *
   * @param from the namespace to connect from
   * @throws IOException when TLS fails
   */
  public static ScriptedMember dial(
      NamespaceThread from, InetSocketAddress local, InetSocketAddress top, RouterIdentity identity)
      throws IOException {
    Kept wire = connected(from, local, top, new Kept());
    SSLSocket tls =
        (SSLSocket)
            identity
                .tlsOfAClient()
                .getSocketFactory()
                .createSocket(wire, top.getHostString(), top.getPort(), true);
    tls.setSoTimeout(PATIENCE_MILLIS);
    tls.startHandshake();
    return new ScriptedMember(wire, tls);
  }

  /** A connection and nothing more. */
  public static Socket connect(
      NamespaceThread from, InetSocketAddress local, InetSocketAddress top) {
    return connected(from, local, top, new Socket());
  }

  private static <S extends Socket> S connected(
      NamespaceThread from, InetSocketAddress local, InetSocketAddress top, S socket) {
    return from.call(
        () -> {
          socket.bind(local);
          socket.connect(top, CONNECT_MILLIS);
          socket.setSoTimeout(PATIENCE_MILLIS);
          return socket;
        });
  }

  // ---- saying

  public void octets(byte[] some) throws IOException {
    said.write(some);
    tls.getOutputStream().write(some);
  }

  public void say(ConeMessage message) throws IOException {
    octets(written(message));
  }

  /** The same, an octet at a time. Returns early when the other side has had enough. */
  public void say(ConeMessage message, long pauseNanos) {
    try {
      for (byte b : written(message)) {
        octets(new byte[] {b});
        LockSupport.parkNanos(pauseNanos);
      }
    } catch (IOException e) {
      // What it says of it, error() tells.
    }
  }

  private byte[] written(ConeMessage message) {
    ByteBuf out = Unpooled.buffer();
    try {
      MessageWriter.write(binding.out(message), out);
      byte[] octets = new byte[out.readableBytes()];
      out.readBytes(octets);
      return octets;
    } finally {
      out.release();
    }
  }

  /** What a session begins with; {@link #say} it, at once or slowly. */
  public ConeMessage.Hello hello(Asn asn, int routerId, long holdMillis) {
    mine =
        new ConeMessage.Hello(
            Role.MEMBER,
            1,
            1,
            asn,
            routerId,
            holdMillis,
            new Nonce(System.nanoTime(), routerId),
            Optional.empty());
    return mine;
  }

  /** "I have no detour, and these are my providers." */
  public static ConeMessage.Response noDetour(
      ConeMessage.Occasion occasion, int serial, int number, Asn about, List<Asn> providers) {
    return new ConeMessage.Response(
        occasion,
        serial,
        number,
        Optional.of(
            new ConeMessage.Verdict(about, Detour.NONE, OutsideProviders.NONE, false, false)),
        List.of(),
        providers,
        List.of(),
        List.of(),
        Optional.of(new ConeMessage.ResponseTotals(0, providers.size(), 0, 0)));
  }

  /** All it said, as messages in their octets. */
  public byte[] said() {
    return said.toByteArray();
  }

  /** All it sent, encrypted, from the first octet of TLS on. */
  public byte[] sent() {
    return wire.written.toByteArray();
  }

  // ---- hearing

  /** The next message; {@link EOFException} where there is none. */
  public ConeMessage hear() throws IOException {
    byte[] header = tls.getInputStream().readNBytes(Frames.HEADER_LENGTH);
    if (header.length < Frames.HEADER_LENGTH) {
      throw new EOFException("closed without a word");
    }
    int length = (header[2] & 0xFF) << 8 | header[3] & 0xFF;
    byte[] whole = Arrays.copyOf(header, header.length + length);
    tls.getInputStream().readNBytes(whole, header.length, length);
    One one = new One();
    MessageReader.read(whole, 0, whole.length, one);
    if (one.frame == null) {
      throw new LabException("the top sends what is no message");
    }
    // Without a HELLO of its own it plays what somebody else said.
    if (mine != null && one.frame.message() instanceof ConeMessage.Hello theirs) {
      binding.bind(mine, theirs);
    }
    return one.frame.message();
  }

  private static final class One implements FrameSink {
    private Frame frame;

    @Override
    public boolean frame(Frame f) {
      frame = f;
      return true;
    }

    @Override
    public void malformed(Malformed m) {}
  }

  /** Hears until there is a whole notice, which {@link #serial} is of. */
  public ScriptedMember noticed() throws IOException {
    while (true) {
      switch (hear()) {
        case ConeMessage.Notice n when n.totals().isPresent() -> {
          serial = n.serial();
          return this;
        }
        case ConeMessage.Error e -> throw new IOException(e.summary());
        default -> {}
      }
    }
  }

  /** Of the last whole notice. */
  public int serial() {
    return serial;
  }

  /** Hears until the top refuses. */
  public ErrorCode refusal() throws IOException {
    while (true) {
      if (hear() instanceof ConeMessage.Error e) {
        return ErrorCode.of(e.code()).orElseThrow();
      }
    }
  }

  /**
   * Says the same as fast as it is taken.
   *
   * @return how many went out before the top would have no more
   */
  public long flood(ConeMessage message, long most) throws IOException {
    for (long i = 0; i < most; i++) {
      try {
        say(message);
      } catch (SocketException | EOFException e) {
        return i;
      }
    }
    return most;
  }

  /** How long the other side took to close; at most the patience. */
  public static long untilClosed(Socket socket) throws IOException {
    long start = System.nanoTime();
    try {
      socket.getInputStream().skip(Long.MAX_VALUE);
    } catch (SocketException e) {
      // Reset: what we sent last was not read any more.
    }
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }

  @Override
  public void close() {
    try {
      wire.close();
    } catch (IOException e) {
      throw new LabException("closing a socket", e);
    }
  }
}
