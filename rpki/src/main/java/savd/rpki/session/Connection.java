package savd.rpki.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.slf4j.LoggerFactory;
import savd.rpki.message.ErrorCode;
import savd.rpki.message.PduSink;
import savd.rpki.message.RtrPdu;
import savd.rpki.wire.PduReader;
import savd.rpki.wire.PduWriter;
import savd.transport.Failures;
import savd.transport.OctetStream;
import savd.transport.Scratch;

/**
 * One connection of the protocol, on either side: octets in, PDUs out, and the other way round;
 * with TLS or without.
 */
final class Connection extends OctetStream {
  /**
   * How long reading waits in the middle of a load. Some caches write every PDU on its own, and a
   * read for each costs more than all the rest; meanwhile the kernel collects some kilobytes.
   */
  private static final long PAUSE_MILLIS = 2;

  private final Events events;
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
    super(channel, scratch, LoggerFactory.getLogger("savd.rpki"));
    this.events = events;
  }

  private boolean hasTls() {
    return channel().pipeline().get(SslHandler.class) != null;
  }

  // ---- out

  void send(int version, RtrPdu pdu) {
    ByteBuf out = channel().alloc().buffer(256);
    PduWriter.write(version, pdu, out);
    send(out);
  }

  void complain(int version, ErrorCode code, int aboutVersion, RtrPdu about, String text) {
    ByteBuf out = channel().alloc().buffer(256);
    RtrPdu.ErrorReport report = PduWriter.reportAbout(aboutVersion, code, about, text, out);
    PduWriter.write(version, report, out);
    send(out);
  }

  @Override
  public void finish() {
    if (!hasTls()) {
      super.finish();
    } else if (end()) {
      channel().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> channel().close());
    }
  }

  @Override
  protected void writable() {
    events.writable();
  }

  // ---- in

  /** Called when the socket is connected. */
  void connected() {
    if (!hasTls()) {
      begin();
    }
  }

  private void begin() {
    if (!isFinished() && !told) {
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
        breaks("TLS: " + Failures.text(handshake.cause()));
        channel().close();
      }
    }
  }

  @Override
  protected int received(byte[] bytes, int end) {
    events.heard();
    int at = PduReader.read(bytes, 0, end, events);
    return at < 0 ? end : at;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (!isFinished() && events.isLoading()) {
      channel().config().setAutoRead(false);
      channel().eventLoop().schedule(this::readOn, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void readOn() {
    channel().config().setAutoRead(true);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // What goes wrong in TLS comes wrapped by the handler that decodes.
    super.exceptionCaught(context, cause.getCause() instanceof SSLException tls ? tls : cause);
  }

  @Override
  protected void lost(String why) {
    events.lost(why);
  }
}
