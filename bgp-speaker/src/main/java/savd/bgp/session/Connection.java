package savd.bgp.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.net.InetSocketAddress;
import org.slf4j.LoggerFactory;
import savd.bgp.fsm.Link;
import savd.bgp.message.BgpMessage;
import savd.bgp.message.Notification;
import savd.bgp.wire.BgpFramer;
import savd.bgp.wire.MessageEncoder;
import savd.transport.OctetStream;
import savd.transport.Scratch;

/** One TCP connection of a neighbour: octets in, whole messages out, and the other way round. */
final class Connection extends OctetStream {
  private final Neighbor neighbor;
  private final Link link;
  private final BgpFramer framer = new BgpFramer();

  Connection(Neighbor neighbor, Link link, Channel channel, Scratch scratch) {
    super(channel, scratch, LoggerFactory.getLogger("savd.bgp"));
    this.neighbor = neighbor;
    this.link = link;
  }

  Link link() {
    return link;
  }

  InetSocketAddress localAddress() {
    return (InetSocketAddress) channel().localAddress();
  }

  InetSocketAddress remoteAddress() {
    return (InetSocketAddress) channel().remoteAddress();
  }

  void allowExtendedMessages() {
    framer.allowExtendedMessages();
  }

  /** Whether the socket is read at all; not while the RIB lags. */
  void reading(boolean wanted) {
    channel().config().setAutoRead(wanted);
  }

  // ---- out

  void send(BgpMessage message) {
    ByteBuf out =
        channel().alloc().buffer(message instanceof Notification n ? 64 + n.data().length : 256);
    MessageEncoder.encode(message, out);
    send(out);
  }

  @Override
  public void send(ByteBuf messages) {
    channel()
        .writeAndFlush(messages)
        .addListener(
            f -> {
              if (f.isSuccess() && !isFinished()) {
                neighbor.written(link);
              }
            });
  }

  @Override
  protected void writable() {
    neighbor.writable(link);
  }

  // ---- in

  @Override
  protected int received(byte[] bytes, int end) {
    neighbor.heard(link);
    int at = 0;
    while (!isFinished()) {
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
    return at;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (!isFinished()) {
      neighbor.readComplete(link);
    }
  }

  @Override
  protected void lost(String why) {
    neighbor.lost(this, why);
  }
}
