package savd.pisav.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import savd.pisav.fsm.PeerKey;
import savd.pisav.message.Frame;
import savd.pisav.message.FrameSink;
import savd.pisav.message.Printable;
import savd.pisav.wire.Frames;
import savd.pisav.wire.MessageReader;
import savd.pisav.wire.MessageWriter;
import savd.transport.Failures;

/** One connection on either side: octets in, messages out, and the other way round. */
final class Connection extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger("savd.pisav");
  private static final byte[] NOTHING = {};
  private static final int LONGEST = Frames.HEADER_LENGTH + Frames.MAX_BODY;

  /**
   * How long what still comes is thrown away, so that our last word is not overtaken by a reset.
   */
  private static final long LINGER_MILLIS = 1_000;

  /** What may wait to be written beyond the mark at which nothing more is pulled. */
  private static final long MAX_QUEUE = 256 * 1024;

  private static final int FIRST_SIZE = 512;

  /** Messages that are pulled before other connections have their turn. */
  private static final int TURN = 4;

  private final Channel channel;
  private final SslHandler tls;
  private final Events events;

  /** What has come of the next message: the first so many octets. */
  private byte[] bytes = NOTHING;

  private int length;
  private boolean finished;
  private boolean pulling;

  /** What a connection tells its owner. */
  interface Events extends FrameSink {
    /** TLS is there, and the other side has this key. */
    void secured(PeerKey key);

    /** More can be pulled. */
    void writable();

    /** The connection broke; not called after {@link #finish}. */
    void lost(String why);
  }

  Connection(Channel channel, SslHandler tls, Events events) {
    this.channel = channel;
    this.tls = tls;
    this.events = events;
    // The machine has a timer for it, which counts what comes before and after TLS as well.
    tls.setHandshakeTimeoutMillis(0);
  }

  // ---- out

  void send(Frame frame) {
    if (!channel.isActive()) {
      return;
    }
    write(frame);
    channel.flush();
    if (channel.bytesBeforeWritable() > MAX_QUEUE) {
      lost("does not take what it is sent");
      channel.close();
    }
  }

  private void write(Frame frame) {
    ByteBuf out = channel.alloc().buffer(FIRST_SIZE);
    MessageWriter.write(frame, out);
    channel.write(out);
  }

  /** Sends what is given as long as the other side takes it, in turn with other connections. */
  void pull(Supplier<Optional<Frame>> source) {
    // Flushing may tell that the connection is writable while we are here.
    if (pulling) {
      return;
    }
    pulling = true;
    boolean more = true;
    for (int i = 0; i < TURN && more; i++) {
      more = pullOne(source);
    }
    pulling = false;
    if (more) {
      channel.eventLoop().execute(() -> pull(source));
    }
  }

  private boolean pullOne(Supplier<Optional<Frame>> source) {
    if (finished || !channel.isWritable()) {
      return false;
    }
    Optional<Frame> next = source.get();
    next.ifPresent(
        frame -> {
          write(frame);
          channel.flush();
        });
    return next.isPresent();
  }

  /** Closes once everything is sent. */
  void finish() {
    if (finished) {
      return;
    }
    finished = true;
    forget();
    if (!channel.isActive() || !tls.handshakeFuture().isSuccess()) {
      // No word was said, so none can be overtaken; a stranger is not waited for.
      channel.close();
      return;
    }
    tls.closeOutbound();
    channel.eventLoop().schedule(() -> channel.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
  }

  // ---- in

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake && !finished) {
      if (handshake.isSuccess()) {
        secured();
      } else {
        lost("TLS: " + text(handshake.cause()));
        channel.close();
      }
    } else if (event instanceof SslCloseCompletionEvent) {
      // Nothing more will come, so nothing is to be waited for.
      lost("connection closed by the other side");
      channel.close();
    }
  }

  private void secured() {
    if (!KeyTrust.wasShown(tls.engine())) {
      lost("TLS: a session that goes on from another connection, and no key was shown");
      channel.close();
      return;
    }
    try {
      byte[] key = tls.engine().getSession().getPeerCertificates()[0].getPublicKey().getEncoded();
      events.secured(new PeerKey(key));
    } catch (SSLPeerUnverifiedException | IllegalArgumentException e) {
      lost("TLS: " + text(e));
      channel.close();
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
    int end = length + in.readableBytes();
    if (end > bytes.length) {
      // Twice as much each time, or one octet at a time would cost the whole message each time.
      bytes = Arrays.copyOf(bytes, Math.max(end, Math.min(2 * bytes.length, LONGEST)));
    }
    in.readBytes(bytes, length, end - length);
    int at = MessageReader.read(bytes, 0, end, sink);
    if (finished || at == end || at == MessageReader.BROKEN) {
      forget();
    } else {
      length = end - at;
      if (at > 0) {
        System.arraycopy(bytes, at, bytes, 0, length);
      }
    }
  }

  private void forget() {
    bytes = NOTHING;
    length = 0;
  }

  /** Gives no more once the connection is finished. */
  private final FrameSink sink =
      new FrameSink() {
        @Override
        public boolean frame(Frame frame) {
          return events.frame(frame) && !finished;
        }

        @Override
        public void malformed(savd.pisav.message.Malformed malformed) {
          events.malformed(malformed);
        }
      };

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
    Throwable first = cause.getCause() instanceof SSLException tlsCause ? tlsCause : cause;
    if (!(first instanceof IOException) && !finished) {
      LOG.error("a session ends for an error of savd's own", cause);
    }
    lost(text(first));
    channel.close();
  }

  private void lost(String why) {
    if (!finished) {
      finished = true;
      forget();
      events.lost(why);
    }
  }

  /** What went wrong, of which a stranger may have chosen the words. */
  static String text(Throwable cause) {
    return Printable.text(Failures.text(cause));
  }
}
