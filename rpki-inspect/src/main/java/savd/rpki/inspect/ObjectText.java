package savd.rpki.inspect;

import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import savd.net.Asn;

/** An object in words, a line each. */
public final class ObjectText {
  private ObjectText() {}

  /** Writes it; names in certificates are anybody's, and shall not steer a terminal. */
  public static void write(RpkiObject object, Consumer<String> lines) {
    Consumer<String> out = line -> lines.accept(line.replaceAll("\\p{Cntrl}", "?"));
    out.accept(object.kind() + (object.faults().isEmpty() ? "" : ", with faults"));
    object.faults().forEach(f -> out.accept("  fault         " + f));
    object.content().ifPresent(c -> content(c, out));
    object.signingTime().ifPresent(t -> out.accept("  signed        " + t));
    object.certificate().ifPresent(c -> certificate(c, out));
    out.accept("Not validated against a trust anchor.");
  }

  private static void content(RpkiObject.Content content, Consumer<String> out) {
    switch (content) {
      case RpkiObject.Roa roa -> {
        out.accept("  origin        AS" + roa.asn());
        for (RpkiObject.RoaPrefix p : roa.prefixes()) {
          out.accept("  prefix        " + p.prefix() + ", longest " + p.maxLength());
        }
      }
      case RpkiObject.AspaContent aspa -> {
        out.accept("  customer      AS" + aspa.customer());
        out.accept("  providers     " + numbers(aspa.providers()));
        out.accept("  profile       version " + aspa.version());
      }
      case RpkiObject.Router router -> {
        out.accept("  router of     " + String.join(" ", router.asns()));
        out.accept("  public key    " + Base64.getEncoder().encodeToString(router.publicKey()));
      }
      case RpkiObject.Resources resources ->
          out.accept("  authority     " + (resources.isAuthority() ? "yes" : "no"));
    }
  }

  private static String numbers(List<Asn> asns) {
    return asns.size() == 1 && asns.getFirst().value() == 0
        ? "none (AS0)"
        : asns.stream().map(a -> "AS" + a).collect(Collectors.joining(" "));
  }

  private static void certificate(RpkiObject.Certificate c, Consumer<String> out) {
    out.accept("  certificate   " + c.subject() + ", serial " + c.serial());
    out.accept("  issued by     " + c.issuer());
    out.accept("  valid         " + c.notBefore() + " to " + c.notAfter());
    out.accept("  subject key   " + c.subjectKey());
    if (!c.authorityKey().isEmpty()) {
      out.accept("  issuer's key  " + c.authorityKey());
    }
    if (!c.resources().isEmpty()) {
      out.accept("  resources     " + String.join(", ", c.resources()));
    }
    for (RpkiObject.Link l : c.links()) {
      out.accept(String.format("  %-13s %s", l.name(), l.uri()));
    }
  }
}
