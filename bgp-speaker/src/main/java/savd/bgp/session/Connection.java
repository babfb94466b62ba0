package savd.bgp.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import savd.bgp.fsm.Link;
import savd.bgp.message.BgpMessage;
import savd.bgp.message.Notification;
import savd.bgp.wire.BgpFramer;
import savd.bgp.wire.MessageEncoder;

/**
 * One TCP connection of a neighbour: octets in, whole messages out, and the other way round.
 *
 * <p>What was read lies in the event loop's scratch array while its messages are handled; only the
 * beginning of a message that is not whole yet is kept, in an array of its size.
 */
final class Connection extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger("savd.bgp");
  private static final byte[] NOTHING = new byte[0];
  private static final long LINGER_SECONDS = 2;

  private final Neighbor neighbor;
  private final Link link;
  private final Channel channel;
  private final LoopScratch scratch;
  private final BgpFramer framer = new BgpFramer();
  private byte[] rest = NOTHING;
  private boolean finished;

  Connection(Neighbor neighbor, Link link, Channel channel, LoopScratch scratch) {
    this.neighbor = neighbor;
    this.link = link;
    this.channel = channel;
    this.scratch = scratch;
  }

  Link link() {
    return link;
  }

  InetSocketAddress localAddress() {
    return (InetSocketAddress) channel.localAddress();
  }

  InetSocketAddress remoteAddress() {
    return (InetSocketAddress) channel.remoteAddress();
  }

  void allowExtendedMessages() {
    framer.allowExtendedMessages();
  }

  /** Whether the socket is read at all; not while the RIB lags. */
  void reading(boolean wanted) {
    channel.config().setAutoRead(wanted);
  }

  // ---- out

  void send(BgpMessage message) {
    ByteBuf out =
        channel.alloc().buffer(message instanceof Notification n ? 64 + n.data().length : 256);
    MessageEncoder.encode(message, out);
    send(out);
  }

  /** Sends whole messages. */
  void send(ByteBuf messages) {
    channel
        .writeAndFlush(messages)
        .addListener(
            f -> {
              if (f.isSuccess() && !finished) {
                neighbor.written(link);
              }
            });
  }

  /** False while the neighbour is slow in taking what was sent. */
  boolean isWritable() {
    return channel.isWritable();
  }

  /**
   * Closes once everything is sent. Our side is shut first and the neighbour's octets are thrown
   * away for a moment: to close with unread input would reset the connection, and the reset could
   * overtake a NOTIFICATION.
   */
  void finish() {
    if (finished) {
      return;
    }
    finished = true;
    rest = NOTHING;
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

  // ---- in

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
    neighbor.heard(link);
    int at = 0;
    while (!finished) {
      int length = framer.frameLength(bytes, at, end - at);
      if (length == BgpFramer.INCOMPLETE) {
        break;
      }
      if (length == BgpFramer.BAD_HEADER) {
        neighbor.badHeader(link, framer.error().orElseThrow());
        break;
      }
      neighbor.message(link, bytes, at, length);
      at += length;
    }
    rest = finished || at == end ? NOTHING : Arrays.copyOfRange(bytes, at, end);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (!finished) {
      neighbor.readComplete(link);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    lost("connection closed by the neighbour");
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (!finished && channel.isWritable()) {
      neighbor.writable(link);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException)) {
      LOG.error("a session ends for an error of savd's own", cause);
    }
    lost(Transport.text(cause));
    channel.close();
  }

  private void lost(String why) {
    if (!finished) {
      finished = true;
      rest = NOTHING;
      neighbor.lost(this, why);
    }
  }
}
