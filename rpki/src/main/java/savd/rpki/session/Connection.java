package savd.rpki.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import savd.rpki.message.ErrorCode;
import savd.rpki.message.PduSink;
import savd.rpki.message.RtrPdu;
import savd.rpki.wire.PduReader;
import savd.rpki.wire.PduWriter;

/**
 * One connection of the protocol, on either side: octets in, PDUs out, and the other way round.
 *
 * <p>What was read lies in the event loop's scratch array while its PDUs are handled; only the
 * beginning of a PDU that is not whole yet is kept, in an array of its size.
 */
final class Connection extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger("savd.rpki");
  private static final byte[] NOTHING = new byte[0];
  private static final long LINGER_SECONDS = 2;

  /**
   * How long reading waits in the middle of a load. Some caches write every PDU on its own, and a
   * read for each costs more than all the rest; meanwhile the kernel collects some kilobytes.
   */
  private static final long PAUSE_MILLIS = 2;

  private final Channel channel;
  private final Scratch scratch;
  private final Events events;
  private byte[] rest = NOTHING;
  private boolean finished;
  private boolean told;

  /** What a connection tells its owner. */
  interface Events extends PduSink {
    /** PDUs may be sent; with TLS, after the handshake. */
    void open();

    /** Octets arrived. */
    void heard();

    /** True while far more is expected than has come. */
    boolean isLoading();

    /** What waited to be sent is nearly gone. */
    void writable();

    /** The connection broke; not called after {@link #finish}. */
    void lost(String why);
  }

  Connection(Channel channel, Scratch scratch, Events events) {
    this.channel = channel;
    this.scratch = scratch;
    this.events = events;
  }

  boolean isFinished() {
    return finished;
  }

  // ---- out

  void send(int version, RtrPdu pdu) {
    ByteBuf out = channel.alloc().buffer(256);
    PduWriter.write(version, pdu, out);
    send(out);
  }

  void complain(int version, ErrorCode code, int aboutVersion, RtrPdu about, String text) {
    ByteBuf out = channel.alloc().buffer(256);
    RtrPdu.ErrorReport report = PduWriter.reportAbout(aboutVersion, code, about, text, out);
    PduWriter.write(version, report, out);
    send(out);
  }

  /** Sends whole PDUs. */
  void send(ByteBuf pdus) {
    channel.writeAndFlush(pdus);
  }

  boolean isWritable() {
    return channel.isWritable();
  }

  /**
   * Closes once everything is sent. Our side is shut first and what the other side sends is thrown
   * away for a moment: to close with unread input would reset the connection, and the reset could
   * overtake an Error Report.
   */
  void finish() {
    if (finished) {
      return;
    }
    finished = true;
    rest = NOTHING;
    if (!channel.isActive() || channel.pipeline().get(SslHandler.class) != null) {
      channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> channel.close());
      return;
    }
    // Shutting down would discard what is not written yet, so an empty write goes before it.
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(_ -> ((DuplexChannel) channel).shutdownOutput());
    channel.eventLoop().schedule(() -> channel.close(), LINGER_SECONDS, TimeUnit.SECONDS);
  }

  /** Closes at once, with no word. */
  void abort() {
    finished = true;
    channel.close();
  }

  // ---- in

  /** Called when the socket is connected. */
  void connected() {
    if (channel.pipeline().get(SslHandler.class) == null) {
      begin();
    }
  }

  private void begin() {
    if (!finished && !told) {
      told = true;
      events.open();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (handshake.isSuccess()) {
        begin();
      } else {
        lost("TLS: " + Transport.text(handshake.cause()));
        channel.close();
      }
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (!finished) {
        received((ByteBuf) message);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void received(ByteBuf in) {
    int end = rest.length + in.readableBytes();
    byte[] bytes = scratch.atLeast(end);
    System.arraycopy(rest, 0, bytes, 0, rest.length);
    in.readBytes(bytes, rest.length, in.readableBytes());
    events.heard();
    int at = PduReader.read(bytes, 0, end, events);
    rest = finished || at == end || at < 0 ? NOTHING : Arrays.copyOfRange(bytes, at, end);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (!finished && events.isLoading()) {
      channel.config().setAutoRead(false);
      channel.eventLoop().schedule(this::readOn, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void readOn() {
    channel.config().setAutoRead(true);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    lost("connection closed by the other side");
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (!finished && channel.isWritable()) {
      events.writable();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // What goes wrong in TLS comes wrapped by the handler that decodes.
    Throwable first = cause.getCause() instanceof SSLException tls ? tls : cause;
    if (!(first instanceof IOException)) {
      LOG.error("a session ends for an error of savd's own", cause);
    }
    lost(Transport.text(first));
    channel.close();
  }

  private void lost(String why) {
    if (!finished) {
      finished = true;
      rest = NOTHING;
      events.lost(why);
    }
  }
}
