package savd.fib;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import savd.fib.netlink.NetworkNamespace;

/** A network namespace of its own for a test, deleted when closed. */
public final class TestNamespace implements AutoCloseable {
  private static final AtomicInteger COUNTER = new AtomicInteger();

  private final String name =
      "fib-" + ProcessHandle.current().pid() + "-" + COUNTER.incrementAndGet();

  private TestNamespace() {}

  /** Makes one; skips the test, saying so, where that is not allowed. */
  public static TestNamespace create() {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/sbin/nft")) || Files.isExecutable(Path.of("/sbin/nft")),
        "SKIPPED: nft is not installed");
    TestNamespace ns = new TestNamespace();
    Result r = run(List.of("ip", "netns", "add", ns.name), null);
    assumeTrue(r.status() == 0, "SKIPPED: cannot make a network namespace: " + r.output());
    ns.exec("ip", "link", "set", "lo", "up");
    return ns;
  }

  public String name() {
    return name;
  }

  /** What a command printed, and how it ended. */
  public record Result(int status, String output) {}

  /** Runs a command inside; fails the test if the command fails. */
  public String exec(String... command) {
    Result r = tryExec(null, command);
    if (r.status() != 0) {
      throw new AssertionError(Arrays.toString(command) + ": " + r);
    }
    return r.output();
  }

  /** Runs {@code nft -f} inside; fails the test if nft fails. */
  public void nft(String script) {
    Result r = tryExec(script, "nft", "-f", "-");
    if (r.status() != 0) {
      throw new AssertionError(script + ": " + r);
    }
  }

  public Result tryExec(String input, String... command) {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name));
    all.addAll(List.of(command));
    return run(all, input);
  }

  /** Runs a task on a thread inside. */
  public <T> T call(Callable<T> task) throws Exception {
    return NetworkNamespace.named(name).call(task);
  }

  private static Result run(List<String> command, String input) {
    try {
      Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
      if (input != null) {
        p.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
      }
      p.getOutputStream().close();
      String output = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!p.waitFor(60, TimeUnit.SECONDS)) {
        p.destroyForcibly();
        return new Result(-1, output + " (did not end)");
      }
      return new Result(p.exitValue(), output);
    } catch (IOException e) {
      return new Result(-1, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Result(-1, e.toString());
    }
  }

  @Override
  public void close() {
    run(List.of("ip", "netns", "delete", name), null);
  }
}
