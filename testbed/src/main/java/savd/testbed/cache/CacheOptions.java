package savd.testbed.cache;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import savd.net.IpAddress;
import savd.rpki.fsm.CacheFsmConfig;
import savd.rpki.message.Timing;
import savd.rpki.session.RtrCacheConfig;

/**
 * The command line of {@code savd-rtr-cache}.
 *
 * @param files what is served, all of them together
 * @param cache how
 * @param look how often the files are looked at
 */
record CacheOptions(List<Path> files, RtrCacheConfig cache, Duration look) {
  static final String USAGE =
      """
      usage: savd-rtr-cache FILE... [options]
        FILE                    VRPs, ASPAs and router keys: JSON of rpki-client or Routinator, or CSV,
                                plain or compressed; read again when it changes
        --listen ADDRESS:PORT   where routers connect, [2001:db8::1]:323 for IPv6; may be repeated
                                (127.0.0.1:3323)
        --version MIN-MAX       versions of RTR, as 0-2 or 1 (0-2)
        --refresh, --retry, --expire SECONDS
                                what routers are asked to do (3600, 600, 7200)
        --notify SECONDS        time between two Serial Notify to a router (60)
        --keep N                former serials for which changes are kept (32)
        --look SECONDS          how often the files are looked at (5)
        --tls CERTIFICATE KEY   TLS, with files in PEM, the key in PKCS #8
        --routers-ca FILE       routers must show a certificate of these
        --md5 FILE              TCP-MD5: lines of ROUTER-ADDRESS KEY
      """;

  private static final InetSocketAddress DEFAULT_LISTEN = new InetSocketAddress("127.0.0.1", 3323);
  private static final Duration DEFAULT_LOOK = Duration.ofSeconds(5);
  private static final long NANOS = 1_000_000_000L;

  /** Throws {@link IllegalArgumentException} saying what is wrong. */
  static CacheOptions parse(String... args) throws IOException {
    return new Parser(args).parse();
  }

  private static final class Parser {
    private final Deque<String> rest;
    private final List<Path> files = new ArrayList<>();
    private final List<InetSocketAddress> listen = new ArrayList<>();
    private int minVersion = CacheFsmConfig.DEFAULT.minVersion();
    private int maxVersion = CacheFsmConfig.DEFAULT.maxVersion();
    private long refresh = Timing.DEFAULT.refresh();
    private long retry = Timing.DEFAULT.retry();
    private long expire = Timing.DEFAULT.expire();
    private long notifyNanos = CacheFsmConfig.DEFAULT.notifyNanos();
    private int keep = RtrCacheConfig.DEFAULT_KEEP_DELTAS;
    private Duration look = DEFAULT_LOOK;
    private Optional<RtrCacheConfig.Tls> tls = Optional.empty();
    private Optional<Path> routersCa = Optional.empty();
    private final Map<InetAddress, String> md5 = new HashMap<>();

    Parser(String[] args) {
      rest = new ArrayDeque<>(List.of(args));
    }

    CacheOptions parse() throws IOException {
      while (!rest.isEmpty()) {
        option(rest.removeFirst());
      }
      require(!files.isEmpty(), "no file is named");
      require(routersCa.isEmpty() || tls.isPresent(), "--routers-ca needs --tls");
      Optional<RtrCacheConfig.Tls> complete =
          tls.map(t -> new RtrCacheConfig.Tls(t.certificateFile(), t.keyFile(), routersCa));
      return new CacheOptions(
          List.copyOf(files),
          new RtrCacheConfig(
              listen.isEmpty() ? List.of(DEFAULT_LISTEN) : listen,
              new CacheFsmConfig(
                  minVersion, maxVersion, new Timing(refresh, retry, expire), notifyNanos),
              keep,
              RtrCacheConfig.DEFAULT_MAX_ROUTERS,
              complete,
              md5),
          look);
    }

    private void option(String word) throws IOException {
      switch (word) {
        case "--listen" -> listen.add(address(value(word)));
        case "--version" -> versions(value(word));
        case "--refresh" -> refresh = number(word);
        case "--retry" -> retry = number(word);
        case "--expire" -> expire = number(word);
        case "--notify" -> notifyNanos = number(word) * NANOS;
        case "--keep" -> keep = (int) number(word);
        case "--look" -> look = Duration.ofSeconds(number(word));
        case "--tls" ->
            tls =
                Optional.of(
                    new RtrCacheConfig.Tls(
                        Path.of(value(word)), Path.of(value(word)), Optional.empty()));
        case "--routers-ca" -> routersCa = Optional.of(Path.of(value(word)));
        case "--md5" -> keys(Path.of(value(word)));
        default -> {
          require(!word.startsWith("-"), "unknown option " + word);
          files.add(Path.of(word));
        }
      }
    }

    private String value(String option) {
      require(!rest.isEmpty(), option + " needs a value");
      return rest.removeFirst();
    }

    private long number(String option) {
      String text = value(option);
      require(text.matches("\\d{1,9}"), option + " needs a number, not " + text);
      return Long.parseLong(text);
    }

    private void versions(String text) {
      require(text.matches("\\d(-\\d)?"), "--version needs MIN-MAX, not " + text);
      minVersion = text.charAt(0) - '0';
      maxVersion = text.charAt(text.length() - 1) - '0';
    }

    private void keys(Path file) throws IOException {
      for (String line : Files.readAllLines(file)) {
        String[] words = line.strip().split("\\s+", 2);
        require(words.length == 2, file + ": a line needs an address and a key");
        md5.put(inet(IpAddress.parse(words[0])), words[1]);
      }
    }

    private static InetSocketAddress address(String text) throws IOException {
      int colon = text.lastIndexOf(':');
      require(colon > 0, "--listen needs ADDRESS:PORT, not " + text);
      String host = text.substring(0, colon);
      if (host.startsWith("[") && host.endsWith("]")) {
        host = host.substring(1, host.length() - 1);
      }
      String port = text.substring(colon + 1);
      require(port.matches("\\d{1,5}") && Integer.parseInt(port) <= 65535, "not a port: " + port);
      return new InetSocketAddress(inet(IpAddress.parse(host)), Integer.parseInt(port));
    }

    private static InetAddress inet(IpAddress address) throws IOException {
      return InetAddress.getByAddress(address.octets());
    }

    private static void require(boolean condition, String otherwise) {
      if (!condition) {
        throw new IllegalArgumentException(otherwise);
      }
    }
  }
}
