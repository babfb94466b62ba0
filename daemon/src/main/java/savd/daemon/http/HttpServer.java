package savd.daemon.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import savd.daemon.config.Endpoint;
import savd.daemon.control.Handlers;

/**
 * Serves {@code /metrics}, {@code /health} and {@code /ready}. It has an event loop of its own, so
 * that whoever scrapes it can never hold up a session.
 */
public final class HttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
  private static final int MAX_REQUEST_OCTETS = 8192;
  private static final int IDLE_SECONDS = 60;

  private final EventLoopGroup loop;
  private final Channel channel;

  private HttpServer(EventLoopGroup loop, Channel channel) {
    this.loop = loop;
    this.channel = channel;
  }

  /**
   * Listens and begins to serve. Takes some tenths of a second when classes are cold: call it when
   * sessions can be accepted already.
   *
   * @throws IOException with a message for the operator when the address cannot be had
   */
  public static HttpServer open(Endpoint listen, Handlers handlers) throws IOException {
    EventLoopGroup loop =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("savd-http", true), NioIoHandler.newFactory());
    Pages pages = new Pages(handlers);
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, 32)
            .childOption(ChannelOption.ALLOCATOR, UnpooledByteBufAllocator.DEFAULT)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel child) {
                    child
                        .pipeline()
                        .addLast(new ReadTimeoutHandler(IDLE_SECONDS, TimeUnit.SECONDS))
                        .addLast(new HttpServerCodec())
                        .addLast(new HttpObjectAggregator(MAX_REQUEST_OCTETS))
                        .addLast(new HttpHandler(pages));
                  }
                });
    var bound = bootstrap.bind(listen.socketAddress()).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      throw new IOException(
          "http.listen: cannot listen on " + listen + ": " + bound.cause().getMessage(),
          bound.cause());
    }
    HttpServer server = new HttpServer(loop, bound.channel());
    LOG.info("metrics and health on http://{}", server.address());
    return server;
  }

  /** Where it listens, with the port the kernel chose where the configuration says 0. */
  public Endpoint address() {
    InetSocketAddress local = (InetSocketAddress) channel.localAddress();
    return new Endpoint(
        savd.net.IpAddress.ofOctets(local.getAddress().getAddress()), local.getPort());
  }

  @Override
  public void close() {
    channel.close().awaitUninterruptibly();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
