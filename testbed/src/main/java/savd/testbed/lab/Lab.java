package savd.testbed.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A built laboratory. Close it, or end the JVM, and nothing of it is left. */
public final class Lab implements AutoCloseable {
  private final LabPlan plan;
  private final Path directory;
  private final Thread hook = new Thread(this::tearDown, "lab-cleanup");
  private final Deque<LabProcess> processes = new ArrayDeque<>();
  private final List<String> namespaces = new ArrayList<>();
  private boolean closed;

  private Lab(LabPlan plan, Path directory) {
    this.plan = plan;
    this.directory = directory;
  }

  /** True for root on a kernel that makes network namespaces. */
  public static boolean possible() {
    return Command.run(List.of("unshare", "-n", "true")).ok() && Command.exists("ip");
  }

  /**
   * Builds the laboratory; throws {@link LabException} when a name is taken or {@code ip} refuses.
   */
  public static Lab open(LabPlan plan) {
    Lab lab;
    try {
      Path directory = Files.createTempDirectory("savd-lab-");
      // FRR and OpenBGPD drop privileges and still have to get at their files below.
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
      lab = new Lab(plan, directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(lab.hook);
    try {
      lab.build();
      return lab;
    } catch (RuntimeException e) {
      lab.close();
      throw e;
    }
  }

  private void build() {
    for (LabPlan.Node node : plan.nodes()) {
      String namespace = namespace(node.name());
      if (Files.exists(Path.of("/run/netns", namespace))) {
        throw new LabException(
            "the network namespace "
                + namespace
                + " is in use already; if nothing uses it: ip netns del "
                + namespace);
      }
      Command.run(List.of("ip", "netns", "add", namespace)).orThrow();
      namespaces.add(namespace);
      forwardAndFilterNothing(namespace);
    }
    StringBuilder links = new StringBuilder();
    for (LabPlan.Link link : plan.links()) {
      links.append("link add ").append(describe(link.a())).append(" type veth peer ");
      links.append("name ").append(describe(link.b())).append('\n');
    }
    Command.run(List.of("ip", "-batch", "-"), links.toString()).orThrow();
    for (LabPlan.Node node : plan.nodes()) {
      Command.run(List.of("ip", "-n", namespace(node.name()), "-batch", "-"), addressBatch(node))
          .orThrow();
    }
  }

  private String describe(LabPlan.End end) {
    byte[] m = plan.mac(end);
    String mac = "%02x:%02x:%02x:%02x:%02x:%02x".formatted(m[0], m[1], m[2], m[3], m[4], m[5]);
    return end.device() + " netns " + namespace(end.node()) + " address " + mac;
  }

  private String addressBatch(LabPlan.Node node) {
    StringBuilder batch = new StringBuilder("link set lo up\n");
    node.hosts().forEach(h -> batch.append("addr add ").append(h).append(" dev lo\n"));
    for (LabPlan.Link link : plan.links()) {
      for (LabPlan.End end : List.of(link.a(), link.b())) {
        if (end.node().equals(node.name())) {
          end.addresses()
              .forEach(
                  a ->
                      batch
                          .append("addr add ")
                          .append(a)
                          .append(" dev ")
                          .append(end.device())
                          .append(a.length() > 32 ? " nodad\n" : "\n"));
          batch.append("link set ").append(end.device()).append(" up\n");
        }
      }
    }
    return batch.toString();
  }

  /** Sysctls by one shell per namespace: a process per key would take longer than all the rest. */
  private static void forwardAndFilterNothing(String namespace) {
    StringBuilder script = new StringBuilder();
    Map.of(
            "ipv4/conf/all/forwarding", 1,
            "ipv4/conf/default/forwarding", 1,
            "ipv6/conf/all/forwarding", 1,
            "ipv6/conf/default/forwarding", 1,
            "ipv4/conf/all/rp_filter", 0,
            "ipv4/conf/default/rp_filter", 0,
            "ipv6/conf/all/accept_dad", 0,
            "ipv6/conf/default/accept_dad", 0)
        .forEach(
            (key, value) ->
                script
                    .append("echo ")
                    .append(value)
                    .append(" > /proc/sys/net/")
                    .append(key)
                    .append('\n'));
    Command.run(List.of("ip", "netns", "exec", namespace, "sh", "-e", "-c", script.toString()))
        .orThrow();
  }

  public LabPlan plan() {
    return plan;
  }

  /** The name of a node's namespace, as {@code ip netns} knows it. */
  public String namespace(String node) {
    return plan.name() + "-" + node;
  }

  /**
   * A directory of one node's own for configurations, sockets and logs; made when first asked for.
   */
  public Path directory(String node) {
    try {
      return Files.createDirectories(directory.resolve(node));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a command inside a node to its end. */
  public Command run(String node, String... command) {
    return Command.run(inside(node, List.of(command)));
  }

  /** Starts a long-running command inside a node; its log is a file in the node's directory. */
  public synchronized LabProcess start(String node, String name, List<String> command) {
    LabProcess process =
        LabProcess.start(
            node + "/" + name, inside(node, command), directory(node).resolve(name + ".log"));
    processes.push(process);
    return process;
  }

  // ip replaces itself by the command, so the process id is the command's own.
  private List<String> inside(String node, List<String> command) {
    List<String> line = new ArrayList<>(List.of("ip", "netns", "exec", namespace(node)));
    line.addAll(command);
    return line;
  }

  @Override
  public void close() {
    tearDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending: the hook is what called us, or will find nothing left to do.
    }
  }

  private synchronized void tearDown() {
    if (closed) {
      return;
    }
    closed = true;
    processes.forEach(LabProcess::stop);
    for (String namespace : namespaces) {
      // What a daemon left behind in a namespace of ours is ours.
      for (String pid :
          Command.run(List.of("ip", "netns", "pids", namespace)).out().split("\\s+")) {
        if (!pid.isEmpty()) {
          ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
        }
      }
      Command.run(List.of("ip", "netns", "del", namespace));
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      System.err.println("could not remove " + directory + ": " + e.getMessage());
    }
  }
}
