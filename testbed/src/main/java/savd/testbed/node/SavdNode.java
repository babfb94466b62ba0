package savd.testbed.node;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import savd.testbed.lab.Await;
import savd.testbed.lab.Command;
import savd.testbed.lab.Json;
import savd.testbed.lab.Lab;
import savd.testbed.lab.LabProcess;
import savd.testbed.rpki.PayloadCounts;

/** savd, as built into {@code dist/}, in one node of a laboratory. */
public final class SavdNode {
  private static final Duration START = Duration.ofSeconds(20);
  private final Path directory;
  private final Function<List<String>, LabProcess> starter;
  private SavdPlan plan;
  private LabProcess process;

  private SavdNode(Path directory, SavdPlan plan, Function<List<String>, LabProcess> starter) {
    this.directory = directory;
    this.plan = plan;
    this.starter = starter;
    write();
  }

  /** savd inside a node of a laboratory. */
  public static SavdNode inside(Lab lab, String node, SavdPlan plan) {
    return new SavdNode(lab.directory(node), plan, line -> lab.start(node, "savd", line));
  }

  /** savd where the testbed itself runs, with its files in {@code directory}. */
  public static SavdNode here(Path directory, SavdPlan plan) {
    return new SavdNode(
        directory, plan, line -> LabProcess.start("savd", line, directory.resolve("savd.log")));
  }

  /** The directory with {@code bin/savd}; the system property {@code savd.root} says where. */
  private static Path distribution() {
    return Path.of(System.getProperty("savd.root", ".")).toAbsolutePath().resolve("dist");
  }

  /** True when {@code script/build} has been run. */
  public static boolean isBuilt() {
    return Files.isExecutable(distribution().resolve("bin/savd"));
  }

  /** What it wrote to its standard output and error. */
  public Path log() {
    return directory.resolve("savd.log");
  }

  private void write() {
    try {
      Files.writeString(configuration(), plan.toml(socket()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public SavdPlan plan() {
    return plan;
  }

  public Path configuration() {
    return directory.resolve("savd.toml");
  }

  public Path socket() {
    return directory.resolve("savd.sock");
  }

  public long pid() {
    return process.pid();
  }

  /** Starts it; returns when it answers. */
  public void start() {
    launch();
    Await.until(
        START,
        () -> "savd answering\n" + process.tail(),
        () -> {
          process.mustLive();
          return ask("show", "status").ok();
        });
  }

  /** Starts it and returns at once. */
  public void launch() {
    process =
        starter.apply(
            List.of(
                distribution().resolve("bin/savd").toString(),
                "run",
                "-c",
                configuration().toString()));
  }

  public void stop() {
    process.stop();
  }

  public void kill() {
    process.kill();
  }

  /** Goes on with another configuration by {@code savctl reload}. */
  public void configure(SavdPlan next) {
    plan = next;
    write();
    ask("reload").orThrow();
  }

  /** Asks by {@code savctl -o json}. */
  public Command ask(String... question) {
    return Command.run(asking(question));
  }

  private List<String> asking(String... question) {
    List<String> line = new ArrayList<>();
    line.add(distribution().resolve("bin/savctl").toString());
    line.addAll(List.of("-s", socket().toString(), "-o", "json"));
    line.addAll(List.of(question));
    return line;
  }

  /** Every route it holds, as {@code savctl show routes} describes it. */
  public void forEachRoute(Consumer<JsonNode> sink) {
    Command.forOutput(asking("show", "routes"), in -> Json.forEach(in, "routes", sink));
  }

  /** The answer in the form for people. */
  public String askInText(String... question) {
    List<String> line = new ArrayList<>();
    line.add(distribution().resolve("bin/savctl").toString());
    line.addAll(List.of("-s", socket().toString()));
    line.addAll(List.of(question));
    return Command.run(line).orThrow().out();
  }

  public JsonNode show(String what, String... more) {
    List<String> question = new ArrayList<>(List.of("show", what));
    question.addAll(List.of(more));
    return Json.parse(ask(question.toArray(String[]::new)).orThrow());
  }

  /** How it is doing, for messages. */
  public String describe() {
    return ask("show", "status").out() + ask("show", "interfaces").out() + process.tail();
  }

  /** Returns when every neighbour is established. */
  public void awaitEstablished(Duration bound) {
    Await.until(
        bound,
        () -> "savd with all its neighbours established\n" + describe(),
        () -> {
          process.mustLive();
          JsonNode status = Json.parse(ask("show", "status"));
          return status.path("neighbors").path("established").asInt() == plan.neighbours().size();
        });
  }

  /** Returns when the interfaces have their methods, are ready, and the kernel has the rules. */
  public void awaitInForce(Duration bound) {
    Await.until(
        bound,
        () -> "savd's rules in force\n" + describe(),
        () -> {
          process.mustLive();
          return inForce();
        });
  }

  /** Returns when the payloads in force are so many. */
  public void awaitPayloads(PayloadCounts counts, Duration bound) {
    Await.until(
        bound,
        () -> "savd having " + counts + "\n" + ask("show", "rpki").out() + describe(),
        () -> {
          process.mustLive();
          return payloads().equals(counts);
        });
  }

  /** How many payloads are in force. */
  public PayloadCounts payloads() {
    JsonNode rpki = Json.parse(ask("show", "rpki"));
    return new PayloadCounts(
        rpki.path("vrps").path("ipv4").asInt(),
        rpki.path("vrps").path("ipv6").asInt(),
        rpki.path("aspas").asInt());
  }

  /** Returns when it holds so many paths. */
  public void awaitRoutes(long paths, Duration bound) {
    Await.until(
        bound,
        () -> "savd holding " + paths + " paths\n" + describe(),
        () -> {
          process.mustLive();
          JsonNode routes = Json.parse(ask("show", "status")).path("routes");
          return routes.path("ipv4").asLong() + routes.path("ipv6").asLong() == paths;
        });
  }

  private boolean inForce() {
    JsonNode status = Json.parse(ask("show", "status"));
    return status.path("ready").asBoolean()
        && status.path("dataplane").path("state").asText().equals("synchronized")
        && status.path("dataplane").path("revision").asLong() >= status.path("revision").asLong();
  }
}
