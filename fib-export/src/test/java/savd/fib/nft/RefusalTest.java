package savd.fib.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import savd.fib.Dataplane.Depth;
import savd.fib.DataplaneStatus;
import savd.fib.Deltas;
import savd.fib.Outcome;
import savd.fib.TestNamespace;
import savd.fib.plan.Sharding;
import savd.fib.plan.TableSettings;
import savd.linux.Errno;
import savd.net.EnforcementMode;

/** A kernel that says no, or not now. */
class RefusalTest {
  private TestNamespace ns;
  private NftDataplane dataplane;

  @BeforeEach
  void commitRules() throws Exception {
    ns = TestNamespace.create();
    dataplane =
        ns.call(() -> NftDataplane.open(TableSettings.standard(), new Sharding(4, 2, 4, 16)));
    dataplane.commit(
        Deltas.revision(1)
            .list(1, "10.0.0.0/8", "2001:db8::/32")
            .allowlist("eth0", EnforcementMode.ENFORCE, 1)
            .build());
  }

  @AfterEach
  void close() {
    dataplane.close();
    ns.close();
  }

  private String ruleset() {
    return ns.exec("nft", "list", "ruleset");
  }

  @Test
  void withoutThePrivilegeTheOldRulesStayWholeAndARetryCatchesUp() throws Exception {
    String before = ruleset();
    Outcome refused =
        unprivileged(
            () ->
                dataplane.commit(
                    Deltas.revision(2)
                        .cover(1, "10.0.0.0/9", false)
                        .list(2, "11.0.0.0/8")
                        .allowlist("eth1", EnforcementMode.ENFORCE, 2)
                        .build()));
    assertThat(refused)
        .isInstanceOfSatisfying(
            Outcome.Rejected.class,
            r -> {
              assertThat(r.errno()).isEqualTo(Errno.EPERM);
              assertThat(r.name()).isEqualTo("EPERM");
              assertThat(r.revision()).isEqualTo(2);
            });
    assertThat(dataplane.status().state()).isEqualTo(DataplaneStatus.State.BEHIND);
    assertThat(dataplane.status().revision()).isEqualTo(1);
    assertThat(ruleset()).isEqualTo(before);
    assertThat(dataplane.full()).isInstanceOf(Outcome.Committed.class);
    assertThat(dataplane.status().state()).isEqualTo(DataplaneStatus.State.IN_STEP);
    assertThat(dataplane.status().revision()).isEqualTo(2);
    assertThat(ruleset()).contains("10.128.0.0/9", "11.0.0.0/8", "in_eth1");
  }

  @Test
  void manyRefusalsInARowLeaveNothingBehind() throws Exception {
    for (int i = 2; i < 30; i++) {
      int slot = i;
      unprivileged(
          () ->
              dataplane.commit(
                  Deltas.revision(slot)
                      .cover(1, "10." + slot + ".0.0/16", slot % 3 == 0)
                      .list(slot, "11.0.0.0/8", slot + ".1.0.0/16")
                      .allowlist("eth1", EnforcementMode.ENFORCE, slot)
                      .dropList(slot - 1 > 1 ? slot - 1 : 999)
                      .build()));
    }
    assertThat(dataplane.full()).isInstanceOf(Outcome.Committed.class);
    assertThat(dataplane.reconcile(Depth.ELEMENTS).deviations()).isEmpty();
    assertThat(ruleset()).contains("29.1.0.0/16").doesNotContain("28.1.0.0/16");
  }

  @Test
  void commitsOfOthersInBetweenAreNoObstacle() throws Exception {
    ns.nft("add table inet busy; add set inet busy s { type ipv4_addr; }");
    FutureTask<Integer> others =
        new FutureTask<>(
            () -> {
              int n = 0;
              for (; n < 40; n++) {
                ns.nft("add element inet busy s { 192.0.2." + n + " }");
              }
              return n;
            });
    Thread thread = Thread.ofPlatform().start(others);
    long revision = 2;
    while (!others.isDone()) {
      assertThat(
              dataplane.commit(
                  Deltas.revision(revision)
                      .cover(1, "10." + revision % 256 + ".0.0/16", revision / 256 % 2 == 1)
                      .build()))
          .isInstanceOf(Outcome.Committed.class);
      revision++;
    }
    thread.join();
    assertThat(others.get()).isEqualTo(40);
    assertThat(revision).isGreaterThan(40);
    assertThat(dataplane.reconcile(Depth.ELEMENTS).deviations()).isEmpty();
    assertThat(ns.exec("nft", "list", "set", "inet", "busy", "s")).contains("192.0.2.39");
  }

  /** Runs a task on a thread that has given up all capabilities (capset(2)). */
  private static <T> T unprivileged(Callable<T> task) throws Exception {
    FutureTask<T> future =
        new FutureTask<>(
            () -> {
              dropCapabilities();
              return task.call();
            });
    Thread thread = Thread.ofPlatform().start(future);
    thread.join();
    return future.get();
  }

  private static void dropCapabilities() {
    MethodHandle capset =
        Linker.nativeLinker()
            .downcallHandle(
                Linker.nativeLinker().defaultLookup().findOrThrow("capset"),
                FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment header = arena.allocate(8, 4);
      header.set(ValueLayout.JAVA_INT, 0, 0x20080522);
      MemorySegment none = arena.allocate(24, 4);
      int r = (int) capset.invokeExact(header, none);
      assumeThat(r).as("SKIPPED: cannot give up capabilities").isZero();
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }
}
