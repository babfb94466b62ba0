package savd.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * One TCP connection that carries messages: gives what was read to the protocol, keeps what is not
 * a whole message yet, and ends in one of two ways: we {@link #finish} it, or it is {@link #lost}.
 *
 * <p>What was read lies in the event loop's scratch array while its messages are handled; only the
 * beginning of a message that is not whole yet is kept, in an array of its size.
 */
public abstract class OctetStream extends ChannelInboundHandlerAdapter {
  private static final byte[] NOTHING = new byte[0];
  private static final long LINGER_SECONDS = 2;

  private final Channel channel;
  private final Scratch scratch;
  private final Logger log;
  private byte[] rest = NOTHING;
  private boolean finished;

  /**
   * @param scratch of the channel's event loop
   * @param log told of errors that are savd's own
   */
  protected OctetStream(Channel channel, Scratch scratch, Logger log) {
    this.channel = channel;
    this.scratch = scratch;
    this.log = log;
  }

  /**
   * Handles the whole messages at the beginning of {@code bytes}; may {@link #finish}.
   *
   * @param end of what is there
   * @return octets that are done with; the others come again, with more behind them
   */
  protected abstract int received(byte[] bytes, int end);

  /** What waited to be sent is nearly gone. */
  protected abstract void writable();

  /** The connection broke, by {@code why}; called once, and not after {@link #finish}. */
  protected abstract void lost(String why);

  protected final Channel channel() {
    return channel;
  }

  /** True once we ended it or it broke. */
  public final boolean isFinished() {
    return finished;
  }

  // ---- out

  /** Sends whole messages. */
  public void send(ByteBuf messages) {
    channel.writeAndFlush(messages);
  }

  /** False while the other side is slow in taking what was sent. */
  public final boolean isWritable() {
    return channel.isWritable();
  }

  /**
   * Closes once everything is sent. Our side is shut first and what the other side sends is thrown
   * away for a moment: to close with unread input would reset the connection, and the reset could
   * overtake our last message.
   */
  public void finish() {
    if (!end()) {
      return;
    }
    if (!channel.isActive()) {
      channel.close();
      return;
    }
    channel.config().setAutoRead(true);
    // Shutting down would discard what is not written yet, so an empty write goes before it.
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(_ -> ((DuplexChannel) channel).shutdownOutput());
    channel.eventLoop().schedule(() -> channel.close(), LINGER_SECONDS, TimeUnit.SECONDS);
  }

  /** Closes at once, with no word. */
  public final void abort() {
    end();
    channel.close();
  }

  /** Nothing is told any more; false when it was so before. */
  protected final boolean end() {
    boolean first = !finished;
    finished = true;
    rest = NOTHING;
    return first;
  }

  // ---- in

  @Override
  public final void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (!finished) {
        read((ByteBuf) message);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void read(ByteBuf in) {
    int end = rest.length + in.readableBytes();
    byte[] bytes = scratch.atLeast(end);
    System.arraycopy(rest, 0, bytes, 0, rest.length);
    in.readBytes(bytes, rest.length, in.readableBytes());
    int at = received(bytes, end);
    rest = finished || at == end ? NOTHING : Arrays.copyOfRange(bytes, at, end);
  }

  @Override
  public final void channelInactive(ChannelHandlerContext context) {
    breaks("connection closed by the other side");
  }

  @Override
  public final void channelWritabilityChanged(ChannelHandlerContext context) {
    if (!finished && channel.isWritable()) {
      writable();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException)) {
      log.error("a session ends for an error of savd's own", cause);
    }
    breaks(Failures.text(cause));
    channel.close();
  }

  /** It is lost, unless it was finished. */
  protected final void breaks(String why) {
    if (end()) {
      lost(why);
    }
  }
}
