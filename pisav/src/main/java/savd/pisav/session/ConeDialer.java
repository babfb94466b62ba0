package savd.pisav.session;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import savd.pisav.fsm.KeyBindings;
import savd.relation.MemberStatement;

/** A CC-Member-AS: it dials the tops of its configuration, and again when a session is lost. */
public final class ConeDialer implements AutoCloseable {
  private final NoticeListener listener;
  private final EventLoopGroup group;
  private final EventLoop loop;

  // All of these belong to the event loop.
  private final Map<String, TopLink> links = new LinkedHashMap<>();
  private final RefusalLog log = new RefusalLog();
  private KeyBindings keys = KeyBindings.NONE;

  /** Talks with nobody before {@link #configure}. */
  public ConeDialer(NoticeListener listener) {
    this.listener = listener;
    group = Sockets.loop("pi-sav-member");
    loop = group.next();
  }

  /**
   * Talks with these tops from now on. Sessions with tops that do not change stay; another identity
   * counts for connections to come. Does not wait.
   */
  public void configure(DialerConfig config) {
    loop.execute(() -> configureNow(config));
  }

  private void configureNow(DialerConfig config) {
    Map<String, TopLink> before = new LinkedHashMap<>(links);
    links.clear();
    for (DialerConfig.Top top : config.tops()) {
      TopLink link = before.get(top.name());
      if (link != null && link.config().equals(top)) {
        before.remove(top.name());
        link.identity(config.identity());
      } else {
        link = new TopLink(top, config.identity(), keys, loop, listener, log);
      }
      links.put(top.name(), link);
    }
    before.values().forEach(l -> l.stop("no longer configured"));
    links.values().forEach(TopLink::start);
  }

  /** Keys are bound like this from now on. Does not wait. */
  public void keys(KeyBindings now) {
    loop.execute(
        () -> {
          keys = now;
          List.copyOf(links.values()).forEach(l -> l.keys(now));
        });
  }

  /**
   * Says something to a top: at once, and again whenever it changes. What answers a notice of a
   * session that is gone is not sent. Does not wait.
   *
   * @param top its name in the configuration
   * @param number of the notice it was found with, as {@link NoticeListener#notice} was told
   */
  public void answer(String top, int number, MemberStatement statement) {
    try {
      loop.execute(
          () -> {
            TopLink link = links.get(top);
            if (link != null) {
              link.answer(number, statement);
            }
          });
    } catch (RejectedExecutionException e) {
      // Closed meanwhile: there is nobody left to tell.
    }
  }

  /** The tops in the order of the configuration; waits for the event loop. */
  public List<TopStatus> status() {
    return loop.submit(() -> links.values().stream().map(TopLink::status).toList())
        .syncUninterruptibly()
        .getNow();
  }

  /** Ends all sessions in good order; nothing else may be called afterwards, save this again. */
  @Override
  public void close() {
    if (group.isShuttingDown()) {
      return;
    }
    loop.submit(
            () -> {
              links.values().forEach(l -> l.stop("shutdown"));
              links.clear();
            })
        .syncUninterruptibly();
    group.shutdownGracefully(0, Sockets.CLOSE_SECONDS, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
