package savd.testbed.rpki;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.Prefix;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.Vrp;
import savd.testbed.lab.Json;

/** A set of payloads as data. */
public record RpkiData(List<Vrp> vrps, List<Aspa> aspas) {
  /** Caches drop what has expired, and recorded data has: 2100-01-01. */
  private static final long EXPIRES = 4_102_444_800L;

  public RpkiData {
    vrps = List.copyOf(vrps);
    aspas = List.copyOf(aspas);
  }

  /** VRPs whose maximum length is the prefix's own. */
  public static Vrp vrp(String prefix, long asn) {
    Prefix p = Prefix.parse(prefix);
    return new Vrp(p, p.length(), Asn.of(asn));
  }

  public static Aspa aspa(long customer, long... providers) {
    List<Asn> list = new ArrayList<>();
    for (long provider : providers) {
      list.add(Asn.of(provider));
    }
    return new Aspa(Asn.of(customer), list);
  }

  public RpkiData with(Vrp... more) {
    return new RpkiData(Stream.concat(vrps.stream(), Stream.of(more)).toList(), aspas);
  }

  public RpkiData with(Aspa... more) {
    return new RpkiData(vrps, Stream.concat(aspas.stream(), Stream.of(more)).toList());
  }

  public RpkiData without(Vrp... some) {
    Set<Vrp> gone = Set.of(some);
    return new RpkiData(vrps.stream().filter(v -> !gone.contains(v)).toList(), aspas);
  }

  /** What is in the set. */
  public PayloadCounts counts() {
    int four = (int) vrps.stream().filter(v -> v.prefix().family() == AddressFamily.IPV4).count();
    return new PayloadCounts(four, vrps.size() - four, aspas.size());
  }

  /** The same in the way of OpenBGPD, which counts a prefix with several VRPs once. */
  public PayloadCounts prefixCounts() {
    Set<Prefix> four = new HashSet<>();
    Set<Prefix> six = new HashSet<>();
    for (Vrp v : vrps) {
      (v.prefix().family() == AddressFamily.IPV4 ? four : six).add(v.prefix());
    }
    return new PayloadCounts(four.size(), six.size(), aspas.size());
  }

  // ---- files in the form of rpki-client's JSON

  /** Reads a dump of rpki-client, plain or compressed with gzip or bzip2. */
  public static RpkiData read(Path file) {
    List<Vrp> vrps = new ArrayList<>();
    List<Aspa> aspas = new ArrayList<>();
    try (InputStream in = open(file)) {
      Json.forEach(in, "roas", n -> vrps.add(vrp(n)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (InputStream in = open(file)) {
      Json.forEach(in, "aspas", n -> aspas.add(aspa(n)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new RpkiData(vrps, aspas);
  }

  private static InputStream open(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    String name = file.toString();
    return name.endsWith(".bz2")
        ? new BufferedInputStream(new BZip2CompressorInputStream(in, true), 1 << 16)
        : name.endsWith(".gz") ? new GZIPInputStream(in, 1 << 16) : in;
  }

  private static Vrp vrp(JsonNode n) {
    return new Vrp(
        Prefix.parse(n.path("prefix").asText()),
        n.path("maxLength").asInt(),
        Asn.of(n.path("asn").asLong()));
  }

  private static Aspa aspa(JsonNode n) {
    List<Asn> providers = new ArrayList<>();
    n.path("providers").forEach(p -> providers.add(Asn.of(p.asLong())));
    return new Aspa(Asn.of(n.path("customer_asid").asLong()), providers);
  }

  /** Writes the set; who reads the file at the same moment gets the old one or the new one. */
  public void write(Path file) {
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    try {
      try (JsonGenerator out =
          new JsonFactory().createGenerator(beside.toFile(), JsonEncoding.UTF8)) {
        write(out);
      }
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeObjectFieldStart("metadata");
    out.writeStringField("buildtime", "2026-01-01T00:00:00Z");
    out.writeNumberField("vrps", vrps.size());
    out.writeEndObject();
    out.writeArrayFieldStart("roas");
    for (Vrp v : vrps) {
      out.writeStartObject();
      out.writeNumberField("asn", v.asn().toLong());
      out.writeStringField("prefix", v.prefix().toString());
      out.writeNumberField("maxLength", v.maxLength());
      out.writeStringField("ta", "lab");
      out.writeNumberField("expires", EXPIRES);
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeArrayFieldStart("aspas");
    for (Aspa a : aspas) {
      out.writeStartObject();
      out.writeNumberField("customer_asid", a.customer().toLong());
      out.writeNumberField("expires", EXPIRES);
      out.writeArrayFieldStart("providers");
      for (Asn p : a.providers()) {
        out.writeNumber(p.toLong());
      }
      out.writeEndArray();
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }
}
