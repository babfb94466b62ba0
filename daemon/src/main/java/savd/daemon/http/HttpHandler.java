package savd.daemon.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One HTTP connection: a page is made on a virtual thread, since it asks the core, and written. */
final class HttpHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(HttpHandler.class);

  /** A core that takes longer to answer is not healthy. */
  static final int PATIENCE_SECONDS = 5;

  private final Pages pages;

  HttpHandler(Pages pages) {
    this.pages = pages;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    boolean head = request.method().equals(HttpMethod.HEAD);
    boolean keepAlive = HttpUtil.isKeepAlive(request) && request.decoderResult().isSuccess();
    Reply reply = new Reply(context, head, keepAlive);
    if (!request.decoderResult().isSuccess()) {
      reply.send(Page.text(400, "not an HTTP request\n"));
    } else if (!head && !request.method().equals(HttpMethod.GET)) {
      reply.send(Page.text(405, "only GET and HEAD\n"));
    } else {
      String path = request.uri().split("\\?", 2)[0];
      String accepted = request.headers().get(HttpHeaderNames.ACCEPT, "");
      Thread maker =
          Thread.ofVirtual()
              .name("savd-http-page")
              .start(() -> reply.send(pages.page(path, accepted)));
      Future<?> impatience =
          context
              .executor()
              .schedule(
                  () -> {
                    maker.interrupt();
                    reply.send(Page.text(503, "savd does not answer\n"));
                  },
                  PATIENCE_SECONDS,
                  TimeUnit.SECONDS);
      reply.whenSent = () -> impatience.cancel(false);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LOG.debug("http connection ended: {}", cause.getMessage());
    context.close();
  }

  /** The answer to one request: the first page sent is the one. */
  private static final class Reply {
    private final ChannelHandlerContext context;
    private final boolean head;
    private final boolean keepAlive;
    private boolean sent;
    private Runnable whenSent = () -> {};

    Reply(ChannelHandlerContext context, boolean head, boolean keepAlive) {
      this.context = context;
      this.head = head;
      this.keepAlive = keepAlive;
    }

    /** Any thread; the event loop decides who was first. */
    void send(Page page) {
      context.executor().execute(() -> sendOnce(page));
    }

    private void sendOnce(Page page) {
      if (sent) {
        return;
      }
      sent = true;
      whenSent.run();
      byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
      FullHttpResponse response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1,
              HttpResponseStatus.valueOf(page.status()),
              head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
      response
          .headers()
          .set(HttpHeaderNames.CONTENT_TYPE, page.contentType())
          .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
          .set(HttpHeaderNames.CACHE_CONTROL, "no-store");
      HttpUtil.setKeepAlive(response, keepAlive);
      var written = context.writeAndFlush(response);
      if (!keepAlive) {
        written.addListener(ChannelFutureListener.CLOSE);
      }
    }
  }
}
