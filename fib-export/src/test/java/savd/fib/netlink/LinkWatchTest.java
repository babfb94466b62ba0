package savd.fib.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import savd.fib.TestNamespace;
import savd.net.IngressInterface;

class LinkWatchTest {
  private static final long PATIENCE_SECONDS = 60;

  @Test
  void aLinkThatLosesItsCarrierOrItsInterfaceIsToldOnceEach() throws Exception {
    try (TestNamespace ns = TestNamespace.create()) {
      for (String n : new String[] {"one", "two"}) {
        ns.exec("ip", "link", "add", n, "type", "veth", "peer", "name", n + "-peer");
        ns.exec("ip", "link", "set", n + "-peer", "up");
        ns.exec("ip", "link", "set", n, "up");
      }
      ns.exec("ip", "link", "add", "never", "type", "veth", "peer", "name", "up");
      LinkedBlockingQueue<IngressInterface> lost = new LinkedBlockingQueue<>();
      LinkWatch watch = ns.call(() -> LinkWatch.open(lost::add));
      try {
        // Without a carrier from the beginning: there is none to be lost.
        ns.exec("ip", "link", "set", "never", "up");
        ns.exec("ip", "link", "delete", "never");
        ns.exec("ip", "link", "set", "one-peer", "down");
        assertThat(next(lost)).isIn("one", "one-peer");
        assertThat(next(lost)).isIn("one", "one-peer");
        ns.exec("ip", "link", "set", "one-peer", "up");
        ns.exec("ip", "link", "set", "one", "down");
        assertThat(next(lost)).isIn("one", "one-peer");
        assertThat(next(lost)).isIn("one", "one-peer");
        ns.exec("ip", "link", "delete", "two");
        assertThat(next(lost)).isIn("two", "two-peer");
        assertThat(next(lost)).isIn("two", "two-peer");
      } finally {
        watch.close();
      }
    }
  }

  private static String next(LinkedBlockingQueue<IngressInterface> lost) throws Exception {
    IngressInterface next = lost.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(next).as("a lost carrier is told").isNotNull();
    return next.name();
  }
}
