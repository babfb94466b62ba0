package savd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import savd.control.RouteFilter;
import savd.control.RouteRow;
import savd.daemon.config.ConfigParser;
import savd.daemon.config.ConfigResult;
import savd.daemon.config.DataplaneSection;
import savd.daemon.config.SavdConfig;

/** Three daemons in a row on loopback: the middle one passes on what it is told to, and no more. */
class BestRouteFeedTest {
  private static final int ROWS = 100;
  @TempDir private Path directory;

  @Test
  void theBestRoutesGoOnToTheNeighbourThatIsToGetThem() throws Exception {
    int port = 20_000 + (int) (ProcessHandle.current().pid() % 20_000);
    String announced = "originate = [\"20.1.0.0/16\"]\nnext-hop = [\"192.0.2.1\"]";
    try (Daemon origin = start("origin", 65001, 2, port, announced);
        Daemon middle = middle(port);
        Daemon told = start("told", 65003, 4, port, "");
        Daemon silent = start("silent", 65004, 5, port, "")) {
      Page at = new Page(told);
      await(() -> at.routes() == 1, told);
      RouteRow row = at.first();
      assertThat(row.prefix()).hasToString("20.1.0.0/16");
      assertThat(row.attributes().asPath()).hasToString("65002 65001");
      await(() -> silent.establishedCount() == 1, silent);
      assertThat(new Page(silent).routes()).isZero();
      origin.bgp().shutdown("middle", "no more");
      await(() -> at.routes() == 0, middle);
    }
  }

  /** What a daemon holds. */
  private record Page(Daemon of) {
    long routes() throws InterruptedException {
      return of.core().counts().ipv4Routes();
    }

    RouteRow first() throws Exception {
      return new Answers(of).routes(RouteFilter.ALL, Optional.empty(), ROWS).rows().getFirst();
    }
  }

  /** A condition that may have to ask. */
  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Condition condition, Daemon daemon) throws Exception {
    long end = System.nanoTime() + 30_000_000_000L;
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("%s", daemon.neighborStatus()).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private Daemon middle(int port) throws Exception {
    StringBuilder neighbors = new StringBuilder();
    for (int n : new int[] {1, 3, 4}) {
      neighbors.append(
          neighbor("n" + n, "127.0.9." + (n == 1 ? 2 : n + 1), 65000 + n, "127.0.9.3"));
      neighbors.append("passive = true\ngraceful-restart = false\n");
      neighbors.append(n == 3 ? "advertise = true\nnext-hop = [\"192.0.2.2\"]\n" : "");
    }
    return start("middle", 65002, "listen = [\"127.0.9.3:" + port + "\"]", neighbors.toString());
  }

  private Daemon start(String name, int asn, int address, int port, String more) throws Exception {
    String neighbor =
        neighbor("middle", "127.0.9.3", 65002, "127.0.9." + address)
            + "graceful-restart = false\nport = "
            + port
            + "\n"
            + more
            + "\n";
    return start(name, asn, "listen = []", neighbor);
  }

  private static String neighbor(String name, String address, int asn, String local) {
    return "[neighbor.%s]\naddress = \"%s\"\nas = %d\nlocal-address = \"%s\"\nmultihop = 2\nconnect-retry = \"1s\"\n"
        .formatted(name, address, asn, local);
  }

  private Daemon start(String name, int asn, String listen, String neighbors) throws Exception {
    String text =
        """
        [router]
        as = %d
        id = "10.0.0.%d"
        [bgp]
        %s
        [control]
        socket = "%s"
        [http]
        listen = "off"
        """
                .formatted(asn, asn - 65000, listen, directory.resolve(name + ".sock"))
            + neighbors;
    Path file = Files.writeString(directory.resolve(name + ".toml"), text);
    return switch (ConfigParser.parse(file)) {
      case ConfigResult.Rejected(var problems) -> throw new AssertionError(problems);
      case ConfigResult.Accepted(SavdConfig config, var _) -> {
        Daemon daemon =
            new Daemon(
                config, file, Dataplanes.open(config, Optional.of(DataplaneSection.Kind.NONE)));
        daemon.start();
        yield daemon;
      }
    };
  }
}
