package savd.pisav.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import savd.net.Asn;
import savd.pisav.message.ConeNotice;
import savd.relation.MemberStatement;

/** Listeners that tests wait on. */
final class Waited implements StatementListener, NoticeListener {
  private static final long BOUND_SECONDS = 30;

  record Told(String top, int serial, ConeNotice notice) {}

  final List<Told> notices = new ArrayList<>();
  final List<String> lost = new ArrayList<>();
  Map<Asn, MemberStatement> inForce = new TreeMap<>();
  int statements;

  @Override
  public synchronized void statements(Map<Asn, MemberStatement> now) {
    inForce = now;
    statements++;
    notifyAll();
  }

  @Override
  public synchronized void notice(String top, int serial, ConeNotice notice) {
    notices.add(new Told(top, serial, notice));
    notifyAll();
  }

  @Override
  public synchronized void lost(String top, String why) {
    lost.add(top + ": " + why);
    notifyAll();
  }

  synchronized Told last() {
    return notices.getLast();
  }

  /** Waits until the condition holds; looked at whenever something is heard. */
  synchronized void await(String what, Predicate<Waited> condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(BOUND_SECONDS);
    while (!condition.test(this)) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      assertThat(left)
          .as(
              "waiting for %s; lost %s, in force %s, %s notices",
              what, lost, inForce, notices.size())
          .isPositive();
      wait(left);
    }
  }
}
