package savd.daemon.cetp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import savd.cetp.message.ElementType;
import savd.cetp.session.EdgeConfig;

class SigningKeysTest {
  private static final String EDGE =
      """
      [edge]
      proxy-ipv4 = "100.64.0.0/16"
      proxy-ipv6 = "fd00:ce7::/112"
      signing-key = "%s"
      [[rloc]]
      address = "192.0.2.1"
      [[signer]]
      name = ".East.example"
      key = "%s"
      [policy.p]
      requires = ["name", "signature"]
      reliable = ["name"]
      [host."a.example"]
      identities = ["0a0a"]
      ipv4 = "10.0.0.2"
      policy = "p"
      """;

  @TempDir Path directory;

  private static String block(String kind, byte[] octets) {
    return "-----BEGIN "
        + kind
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(octets)
        + "\n-----END "
        + kind
        + "-----\n";
  }

  @Test
  void a_pair_in_one_file_and_a_key_in_one_line_are_read() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    Path file =
        Files.writeString(
            directory.resolve("key.pem"),
            block("PRIVATE KEY", pair.getPrivate().getEncoded())
                + block("PUBLIC KEY", pair.getPublic().getEncoded()));
    String line = Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
    EdgeConfigReader.Result result = EdgeConfigReader.parse(EDGE.formatted(file, line));
    assertThat(result.problems()).isEmpty();
    EdgeConfig config = result.config().orElseThrow();
    assertThat(config.signingKey().orElseThrow().getPrivate()).isEqualTo(pair.getPrivate());
    assertThat(config.signers()).singleElement().matches(s -> s.name().equals(".east.example"));
    assertThat(config.signers().getFirst().key()).isEqualTo(pair.getPublic());
    assertThat(config.hosts().getFirst().policy().inbound().required())
        .containsExactlyInAnyOrder(ElementType.NAME, ElementType.SIGNATURE);
    assertThat(config.hosts().getFirst().policy().reliable()).containsExactly(ElementType.NAME);
  }

  @Test
  void what_is_no_key_is_told_with_its_line() throws Exception {
    Path none = Files.writeString(directory.resolve("none.pem"), "nothing\n");
    List<String> problems =
        EdgeConfigReader.parse(EDGE.formatted(none, "AAAA")).problems().stream()
            .map(p -> p.describe("f"))
            .toList();
    assertThat(problems)
        .anyMatch(p -> p.startsWith("f:4: edge.signing-key"))
        .anyMatch(p -> p.startsWith("f:9: signer.key"));
  }

  private String problem(String file) {
    return EdgeConfigReader.parse(EDGE.formatted(file, "AAAA")).problems().stream()
        .filter(p -> p.key().equals("edge.signing-key"))
        .findFirst()
        .orElseThrow()
        .text();
  }

  @Test
  void what_is_wrong_with_a_key_is_said() throws Exception {
    KeyPair one = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    KeyPair other = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    KeyPair rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    String secret = block("PRIVATE KEY", one.getPrivate().getEncoded());
    assertThat(problem(directory.resolve("none.pem").toString())).endsWith("there is no such file");
    Path file = Files.writeString(directory.resolve("key.pem"), secret);
    assertThat(problem(file.toString())).contains("has no block PUBLIC KEY");
    Files.writeString(file, secret + block("PUBLIC KEY", other.getPublic().getEncoded()));
    assertThat(problem(file.toString())).contains("the blocks are of two pairs");
    Files.writeString(
        file,
        block("PRIVATE KEY", rsa.getPrivate().getEncoded())
            + block("PUBLIC KEY", rsa.getPublic().getEncoded()));
    assertThat(problem(file.toString())).contains("no Ed25519 keys");
  }

  @Test
  void a_key_that_everybody_can_read_is_doubtful() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    Path file =
        Files.writeString(
            directory.resolve("key.pem"),
            block("PRIVATE KEY", pair.getPrivate().getEncoded())
                + block("PUBLIC KEY", pair.getPublic().getEncoded()));
    String text =
        EDGE.formatted(file, Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    EdgeConfigReader.Result doubtful = EdgeConfigReader.parse(text);
    assertThat(doubtful.config()).isPresent();
    assertThat(doubtful.warnings())
        .singleElement()
        .satisfies(
            w -> assertThat(w.describe("f")).startsWith("f:4: edge.signing-key: ").contains("o-r"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThat(EdgeConfigReader.parse(text).warnings()).isEmpty();
  }
}
