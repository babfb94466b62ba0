package savd.bgp.session;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import savd.bgp.fsm.ConnectionInput;
import savd.bgp.fsm.Link;
import savd.bgp.message.BgpMessage;
import savd.net.AddressFamily;
import savd.transport.Failures;
import savd.transport.Scratch;

/**
 * The TCP connections of one neighbour, and its attempt to make one. Used on the neighbour's event
 * loop.
 */
final class Links {
  private final Neighbor neighbor;
  private final EventLoop loop;
  private final Scratch scratch;
  private final Remote.Host host;
  private final Map<Link, Connection> connections = new EnumMap<>(Link.class);
  private Channel attempt;

  Links(Neighbor neighbor, EventLoop loop, Scratch scratch, Remote.Host host) {
    this.neighbor = neighbor;
    this.loop = loop;
    this.scratch = scratch;
    this.host = host;
  }

  /** The connection of a link; null without. */
  Connection get(Link link) {
    return connections.get(link);
  }

  /** Forgets a connection that broke; false when it was given up before. */
  boolean remove(Connection connection) {
    return connections.remove(connection.link(), connection);
  }

  /** Sends on the link's connection; false when there is none any more. */
  boolean send(Link link, BgpMessage message) {
    Connection connection = connections.get(link);
    if (connection != null) {
      connection.send(message);
    }
    return connection != null;
  }

  /** Gives a connection, or the attempt to make one, up. */
  void close(Link link) {
    if (link == Link.OUTGOING && attempt != null) {
      Channel abandoned = attempt;
      attempt = null;
      abandoned.close();
    }
    Connection connection = connections.remove(link);
    if (connection != null) {
      connection.finish();
    }
  }

  // ---- from the neighbour

  /** Takes a connection from the neighbour, registered with this loop and not read yet. */
  void accept(Link link, Channel channel, NeighborConfig config) {
    Transport.prepare(channel, host.address().family(), config.distance());
    attach(link, channel);
  }

  private void attach(Link link, Channel channel) {
    Connection connection = new Connection(neighbor, link, channel, scratch);
    connections.put(link, connection);
    channel.pipeline().addLast(connection);
    neighbor.onLink(link, new ConnectionInput.Connected());
    if (connections.get(link) == connection) {
      connection.reading(true);
    }
  }

  // ---- to the neighbour

  void connect(NeighborConfig config) {
    AddressFamily family = host.address().family();
    EpollSocketChannel channel = Transport.outgoing(family, config.distance());
    channel.config().setAutoRead(false);
    attempt = channel;
    loop.register(channel);
    try {
      config
          .md5Key()
          .ifPresent(
              k -> TcpMd5.set(channel.config(), TcpMd5.host(host.address()), Optional.of(k)));
      InetSocketAddress to = Transport.socketAddress(host.address(), host.scope(), config.port());
      InetSocketAddress from =
          config.localAddress().isPresent()
              ? Transport.socketAddress(config.localAddress().get(), host.scope(), 0)
              : null;
      channel.connect(to, from).addListener((ChannelFuture f) -> connected(channel, f));
    } catch (IOException | RuntimeException e) {
      failed(channel, e);
    }
  }

  private void connected(Channel channel, ChannelFuture future) {
    if (attempt != channel) {
      channel.close();
    } else if (future.isSuccess()) {
      attempt = null;
      attach(Link.OUTGOING, channel);
    } else {
      failed(channel, future.cause());
    }
  }

  private void failed(Channel channel, Throwable cause) {
    attempt = attempt == channel ? null : attempt;
    channel.close();
    neighbor.onLink(Link.OUTGOING, new ConnectionInput.Failed(Failures.text(cause)));
  }
}
