package savd.pisav.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Certificates of the openssl command, as an operator would make them. */
final class Identities {
  private Identities() {}

  /** A P-256 key with a certificate of its own. */
  static TlsIdentity p256(Path dir, String name) throws IOException, InterruptedException {
    return make(dir, name, "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1");
  }

  static TlsIdentity rsa(Path dir, String name) throws IOException, InterruptedException {
    return make(dir, name, "-newkey", "rsa:2048");
  }

  static TlsIdentity p384(Path dir, String name) throws IOException, InterruptedException {
    return make(dir, name, "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:secp384r1");
  }

  private static TlsIdentity make(Path dir, String name, String... kind)
      throws IOException, InterruptedException {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/openssl")),
        "the openssl command is missing: TLS sessions are not tested");
    Path certificate = dir.resolve(name + ".crt");
    Path key = dir.resolve(name + ".key");
    List<String> command = new ArrayList<>(List.of("/usr/bin/openssl", "req", "-x509", "-nodes"));
    command.addAll(List.of(kind));
    command.addAll(
        List.of(
            "-subj",
            "/CN=" + name,
            "-days",
            "2",
            "-keyout",
            key.toString(),
            "-out",
            certificate.toString()));
    Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(p.getInputStream().readAllBytes());
    if (p.waitFor() != 0) {
      throw new IOException(said);
    }
    return new TlsIdentity(certificate, key);
  }
}
