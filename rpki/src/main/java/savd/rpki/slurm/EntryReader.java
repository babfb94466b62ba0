package savd.rpki.slurm;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import savd.net.Asn;
import savd.net.Prefix;
import savd.rpki.files.FileFault;
import savd.rpki.payload.RouterKey;

/**
 * Reads one entry, whichever of its members there are, into fields that the next entry overwrites.
 */
final class EntryReader {
  /** As many as an ASPA PDU of RTR version 2 carries. */
  private static final int MOST_PROVIDERS = 16_380;

  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}\\p{Cf}]+");

  private final String file;
  private final ObjectReader objects;
  private final JsonParser json;
  private final Map<String, ObjectReader.Value> all = new HashMap<>();
  private final Map<List<String>, Map<String, ObjectReader.Value>> chosen = new HashMap<>();

  private int line;
  private String member = "";
  private String comment = "";
  Asn asn;
  Prefix prefix;
  byte[] ski;
  byte[] publicKey;
  List<Asn> providers;
  private int maxLength;
  private int maxLengthLine;
  private int providersLine;

  EntryReader(String file, ObjectReader objects) {
    this.file = file;
    this.objects = objects;
    this.json = objects.json();
    all.put("asn", () -> asn = asn());
    all.put("customerAsn", this::customer);
    all.put("prefix", this::prefix);
    all.put("maxPrefixLength", this::readMaxLength);
    all.put("SKI", this::ski);
    all.put("routerPublicKey", this::publicKey);
    all.put("providerAsns", this::providers);
    all.put("comment", this::comment);
  }

  SlurmPlace place() {
    return new SlurmPlace(file, line, member, comment);
  }

  /** Reads an entry that may have these members; true where it has no fault so far. */
  boolean read(List<String> required, String... allowed) throws IOException {
    line = objects.line();
    member = FileFault.member(json);
    comment = "";
    asn = null;
    prefix = null;
    ski = null;
    publicKey = null;
    providers = null;
    maxLength = -1;
    return objects.object(required, chosen.computeIfAbsent(List.of(allowed), this::choose));
  }

  private Map<String, ObjectReader.Value> choose(List<String> allowed) {
    Map<String, ObjectReader.Value> out = new HashMap<>(all);
    out.keySet().retainAll(allowed);
    return out;
  }

  /** Whether one of two optional members was there. */
  boolean any(String a, String b) {
    boolean there = asn != null || prefix != null || ski != null;
    if (!there) {
      objects.fault(line, member, "neither " + a + " nor " + b);
    }
    return there;
  }

  int maxLength() {
    return maxLength < 0 ? prefix.length() : maxLength;
  }

  boolean maxLengthFits() {
    int bits = prefix.family().bits();
    boolean fits = maxLength() >= prefix.length() && maxLength() <= bits;
    if (!fits) {
      objects.fault(
          maxLengthLine,
          member + ".maxPrefixLength",
          maxLength + " is not in " + prefix.length() + ".." + bits);
    }
    return fits;
  }

  boolean providersFit() {
    String wrong = providers.isEmpty() ? "no provider" : "";
    for (int i = 0; i < providers.size(); i++) {
      Asn p = providers.get(i);
      if (p.equals(asn)) {
        wrong = "AS" + asn + " is its own provider";
      } else if (p.value() == 0 && providers.size() > 1) {
        wrong = "AS0 beside other providers";
      } else if (i > 0 && p.compareTo(providers.get(i - 1)) <= 0) {
        wrong = "not ascending: AS" + p + " behind AS" + providers.get(i - 1);
      }
    }
    if (!wrong.isEmpty()) {
      objects.fault(providersLine, member + ".providerAsns", wrong);
    }
    return wrong.isEmpty();
  }

  // ---- values

  private Asn asn() throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NUMBER_INT
        && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER
        && json.getLongValue() >= 0
        && json.getLongValue() <= 0xFFFF_FFFFL) {
      return Asn.of(json.getLongValue());
    }
    boolean quoted = json.currentToken() == JsonToken.VALUE_STRING;
    objects.fault(
        "not an AS number: "
            + FileFault.quote(json.getText())
            + (quoted ? "; write a number, without AS and quotes" : ""));
    json.skipChildren();
    return null;
  }

  private void customer() throws IOException {
    asn = asn();
    if (asn != null && asn.value() == 0) {
      objects.fault("AS0 is nobody's customer");
    }
  }

  /** The text at which the parser stands; null, and a fault, where it is no text. */
  private String text() throws IOException {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      return json.getText();
    }
    objects.fault("not a text");
    json.skipChildren();
    return null;
  }

  private void comment() throws IOException {
    String text = text();
    // It is shown on terminals, and many a file is another's.
    comment = text == null ? "" : CONTROLS.matcher(text).replaceAll(" ").strip();
  }

  private void prefix() throws IOException {
    String text = text();
    if (text == null) {
      return;
    }
    try {
      prefix = text.indexOf('/') < 0 ? null : Prefix.parse(text);
    } catch (IllegalArgumentException e) {
      prefix = null;
    }
    if (prefix == null) {
      objects.fault("not a prefix: " + FileFault.quote(text));
    }
  }

  private void readMaxLength() throws IOException {
    maxLengthLine = objects.line();
    if (json.currentToken() == JsonToken.VALUE_NUMBER_INT
        && json.getNumberType() == JsonParser.NumberType.INT
        && json.getIntValue() >= 0) {
      maxLength = json.getIntValue();
    } else {
      objects.fault("not a length: " + FileFault.quote(json.getText()));
      json.skipChildren();
    }
  }

  private void ski() throws IOException {
    ski = octets(Base64.getUrlDecoder(), "base64url (RFC 4648, section 5)");
    if (ski != null && ski.length != RouterKey.SKI_OCTETS) {
      objects.fault(ski.length + " octets, not " + RouterKey.SKI_OCTETS);
    }
  }

  private void publicKey() throws IOException {
    publicKey = octets(Base64.getDecoder(), "base 64 (RFC 4648, section 4)");
  }

  /** Both members are written without padding (RFC 8416, sections 3.3.2 and 3.4.2). */
  private byte[] octets(Base64.Decoder decoder, String form) throws IOException {
    String text = text();
    if (text == null) {
      return null;
    }
    if (text.endsWith("=")) {
      objects.fault("padded; leave the = out");
      return null;
    }
    try {
      return decoder.decode(text);
    } catch (IllegalArgumentException e) {
      objects.fault("not " + form + ": " + FileFault.quote(text));
      return null;
    }
  }

  private void providers() throws IOException {
    providersLine = objects.line();
    providers = new ArrayList<>();
    if (json.currentToken() != JsonToken.START_ARRAY) {
      objects.fault("not an array");
      json.skipChildren();
      return;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      Asn provider = asn();
      if (provider != null && providers.size() <= MOST_PROVIDERS) {
        providers.add(provider);
      }
    }
    if (providers.size() > MOST_PROVIDERS) {
      objects.fault("more than " + MOST_PROVIDERS + " providers");
    }
  }
}
