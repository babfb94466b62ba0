package savd.rpki.slurm;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import savd.rpki.files.BadFile;
import savd.rpki.files.FileFault;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.RouterKey;
import savd.rpki.payload.Vrp;
import savd.rpki.slurm.SlurmEntry.AspaAssertion;
import savd.rpki.slurm.SlurmEntry.AspaFilter;
import savd.rpki.slurm.SlurmEntry.BgpsecAssertion;
import savd.rpki.slurm.SlurmEntry.BgpsecFilter;
import savd.rpki.slurm.SlurmEntry.PrefixAssertion;
import savd.rpki.slurm.SlurmEntry.PrefixFilter;

/** Reads a SLURM file and checks all of it (RFC 8416, section 3; aspa-slurm-04). */
public final class SlurmReader {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(50)
                  .maxNumberLength(100)
                  .maxNameLength(1_000)
                  .maxStringLength(100_000)
                  .build())
          .build();

  private static final List<String> FILTERS = List.of("prefixFilters", "bgpsecFilters");
  private static final List<String> ASSERTIONS = List.of("prefixAssertions", "bgpsecAssertions");

  private final String file;
  private final JsonParser json;
  private final ObjectReader objects;
  private final EntryReader entry;
  private int version;

  /** Lines of the two objects and of the members that only version 2 has; 0 where absent. */
  private int filtersLine;

  private int assertionsLine;
  private int aspaFiltersLine;
  private int aspaAssertionsLine;

  private final List<PrefixFilter> prefixFilters = new ArrayList<>();
  private final List<BgpsecFilter> bgpsecFilters = new ArrayList<>();
  private final List<AspaFilter> aspaFilters = new ArrayList<>();
  private final List<PrefixAssertion> prefixAssertions = new ArrayList<>();
  private final List<BgpsecAssertion> bgpsecAssertions = new ArrayList<>();
  private final List<AspaAssertion> aspaAssertions = new ArrayList<>();

  private SlurmReader(String file, JsonParser json) {
    this.file = file;
    this.json = json;
    objects = new ObjectReader(file, json);
    entry = new EntryReader(file, objects);
  }

  /** Reads a file whole; {@link BadFile} has all its faults. */
  public static SlurmFile read(Path file) throws IOException, BadFile {
    try (InputStream in = Files.newInputStream(file)) {
      return read(file.toString(), in);
    }
  }

  /** The same from a stream; {@code name} stands for the file in faults and places. */
  public static SlurmFile read(String name, InputStream in) throws IOException, BadFile {
    try (JsonParser json = FACTORY.createParser(in)) {
      SlurmReader reader = new SlurmReader(name, json);
      try {
        json.nextToken();
        reader.document();
        if (json.nextToken() != null) {
          reader.objects.fault("more behind the object");
        }
      } catch (CharConversionException e) {
        reader.objects.fault(0, "", "not JSON: " + FileFault.quote(String.valueOf(e.getMessage())));
      } catch (JsonProcessingException e) {
        reader.objects.fault(
            e.getLocation() == null ? 0 : e.getLocation().getLineNr(),
            FileFault.member(json),
            FileFault.quote("not JSON: " + e.getOriginalMessage()));
      }
      return reader.result();
    }
  }

  private SlurmFile result() throws BadFile {
    if (objects.faultCount() > 0) {
      throw new BadFile(objects.faults());
    }
    return new SlurmFile(
        file,
        version,
        prefixFilters,
        bgpsecFilters,
        aspaFilters,
        prefixAssertions,
        bgpsecAssertions,
        aspaAssertions);
  }

  // ---- the frame

  private void document() throws IOException {
    objects.object(
        List.of("slurmVersion", "validationOutputFilters", "locallyAddedAssertions"),
        Map.of(
            "slurmVersion", this::version,
            "validationOutputFilters", this::filters,
            "locallyAddedAssertions", this::assertions));
    // Which members belong is known only now: members come in any order.
    belongs("validationOutputFilters", filtersLine, "aspaFilters", aspaFiltersLine);
    belongs("locallyAddedAssertions", assertionsLine, "aspaAssertions", aspaAssertionsLine);
  }

  private void belongs(String object, int objectLine, String member, int memberLine) {
    if (version == 1 && memberLine > 0) {
      objects.fault(memberLine, object + "." + member, "needs slurmVersion 2");
    }
    if (version == 2 && objectLine > 0 && memberLine == 0) {
      objects.fault(objectLine, object, "no " + member);
    }
  }

  private void version() throws IOException {
    boolean known =
        json.currentToken() == JsonToken.VALUE_NUMBER_INT
            && json.getNumberType() == JsonParser.NumberType.INT
            && (json.getIntValue() == 1 || json.getIntValue() == 2);
    if (known) {
      version = json.getIntValue();
    } else {
      objects.fault("neither 1 nor 2");
      json.skipChildren();
    }
  }

  private void filters() throws IOException {
    filtersLine = objects.line();
    objects.object(
        FILTERS,
        Map.of(
            "prefixFilters", () -> objects.array(this::prefixFilter),
            "bgpsecFilters", () -> objects.array(this::bgpsecFilter),
            "aspaFilters",
                () -> {
                  aspaFiltersLine = objects.line();
                  objects.array(this::aspaFilter);
                }));
  }

  private void assertions() throws IOException {
    assertionsLine = objects.line();
    objects.object(
        ASSERTIONS,
        Map.of(
            "prefixAssertions", () -> objects.array(this::prefixAssertion),
            "bgpsecAssertions", () -> objects.array(this::bgpsecAssertion),
            "aspaAssertions",
                () -> {
                  aspaAssertionsLine = objects.line();
                  objects.array(this::aspaAssertion);
                }));
  }

  // ---- entries

  private void prefixFilter() throws IOException {
    if (entry.read(List.of(), "prefix", "asn", "comment") && entry.any("prefix", "asn")) {
      prefixFilters.add(
          new PrefixFilter(
              Optional.ofNullable(entry.prefix), Optional.ofNullable(entry.asn), entry.place()));
    }
  }

  private void bgpsecFilter() throws IOException {
    if (entry.read(List.of(), "asn", "SKI", "comment") && entry.any("asn", "SKI")) {
      bgpsecFilters.add(
          new BgpsecFilter(
              Optional.ofNullable(entry.asn), Optional.ofNullable(entry.ski), entry.place()));
    }
  }

  private void aspaFilter() throws IOException {
    if (entry.read(List.of("customerAsn"), "customerAsn", "comment")) {
      aspaFilters.add(new AspaFilter(entry.asn, entry.place()));
    }
  }

  private void prefixAssertion() throws IOException {
    List<String> required = List.of("prefix", "asn");
    if (entry.read(required, "prefix", "asn", "maxPrefixLength", "comment")
        && entry.maxLengthFits()) {
      Vrp vrp = new Vrp(entry.prefix, entry.maxLength(), entry.asn);
      prefixAssertions.add(new PrefixAssertion(vrp, entry.place()));
    }
  }

  private void bgpsecAssertion() throws IOException {
    List<String> required = List.of("asn", "SKI", "routerPublicKey");
    if (entry.read(required, "asn", "SKI", "routerPublicKey", "comment")) {
      RouterKey key = new RouterKey(entry.asn, entry.ski, entry.publicKey);
      bgpsecAssertions.add(new BgpsecAssertion(key, entry.place()));
    }
  }

  private void aspaAssertion() throws IOException {
    List<String> required = List.of("customerAsn", "providerAsns");
    if (entry.read(required, "customerAsn", "providerAsns", "comment") && entry.providersFit()) {
      aspaAssertions.add(new AspaAssertion(new Aspa(entry.asn, entry.providers), entry.place()));
    }
  }
}
