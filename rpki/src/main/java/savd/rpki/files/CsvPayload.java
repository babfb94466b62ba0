package savd.rpki.files;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import savd.rpki.payload.Payload;

/**
 * The CSV of Routinator (csv, csvcompat, csvext) and rpki-client: a header that names the columns,
 * of which "ASN", "IP Prefix" and "Max Length" are read; one VRP a line, fields perhaps in quotes.
 * It has no other data than VRPs.
 */
final class CsvPayload {
  private final String file;
  private final BufferedReader in;
  private final PrefixText prefix = new PrefixText();
  private final PayloadBuilder payload = new PayloadBuilder();
  private final char[] line = new char[4096];
  private int length;
  private int number;

  /** Where the fields of the line begin and end, quotes left out. */
  private final int[] begins = new int[16];

  private final int[] ends = new int[16];
  private int fields;

  private CsvPayload(String file, InputStream in) {
    this.file = file;
    this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 1 << 16);
  }

  static Payload read(String file, InputStream in) throws IOException, BadFile {
    CsvPayload reader = new CsvPayload(file, in);
    reader.lines();
    return reader.payload.build();
  }

  private BadFile fault(String member, String text) {
    return new BadFile(new FileFault(file, number, member, text));
  }

  private void lines() throws IOException, BadFile {
    if (!next()) {
      throw fault("", "empty");
    }
    List<String> header = header();
    int asn = header.indexOf("asn");
    int ipPrefix = header.indexOf("ip prefix");
    int maxLength = header.indexOf("max length");
    if (asn < 0 || ipPrefix < 0 || maxLength < 0) {
      throw fault("", "neither JSON nor CSV with the columns ASN, IP Prefix and Max Length");
    }
    while (next()) {
      if (fields <= Math.max(asn, Math.max(ipPrefix, maxLength))) {
        throw fault("", "a line of " + fields + " fields");
      }
      vrp(asn, ipPrefix, maxLength);
    }
  }

  private List<String> header() {
    String[] names = new String[fields];
    Arrays.setAll(names, i -> text(i).trim().toLowerCase(Locale.ROOT));
    return Arrays.asList(names);
  }

  private void vrp(int asnField, int prefixField, int maxField) throws BadFile {
    long asn = AsnText.parse(line, begins[asnField], ends[asnField] - begins[asnField]);
    if (asn < 0) {
      throw fault("ASN", "not an AS number: " + FileFault.quote(text(asnField)));
    }
    if (!prefix.parse(line, begins[prefixField], ends[prefixField] - begins[prefixField])) {
      throw fault("IP Prefix", "not a prefix: " + FileFault.quote(text(prefixField)));
    }
    // An AS number has no sign, no point and ten digits at most, and so has a length.
    long max =
        ends[maxField] == begins[maxField]
            ? prefix.length()
            : AsnText.parse(line, begins[maxField], ends[maxField] - begins[maxField]);
    if (max < 0 || max > 128) {
      throw fault("Max Length", "not a length of 0..128: " + FileFault.quote(text(maxField)));
    }
    String wrong = payload.vrp(prefix, (int) max, (int) asn);
    if (!wrong.isEmpty()) {
      throw fault("Max Length", wrong);
    }
  }

  private String text(int field) {
    return new String(line, begins[field], ends[field] - begins[field]);
  }

  /** Splits the next line that is not empty; false at the end of the file. */
  private boolean next() throws IOException, BadFile {
    while (readLine()) {
      int visible = 0;
      while (visible < length && line[visible] <= ' ') {
        visible++;
      }
      if (visible < length) {
        split();
        return true;
      }
    }
    return false;
  }

  /** Reads a line, or what is left of the last one; a file without ends of lines is no CSV. */
  private boolean readLine() throws IOException, BadFile {
    number++;
    length = 0;
    int c = in.read();
    boolean any = c >= 0;
    for (; c >= 0 && c != '\n'; c = in.read()) {
      if (length == line.length) {
        throw fault("", "a line of more than " + line.length + " characters");
      }
      line[length++] = (char) c;
    }
    if (length > 0 && line[length - 1] == '\r') {
      length--;
    }
    return any;
  }

  private void split() {
    fields = 0;
    int from = 0;
    while (from <= length && fields < begins.length) {
      int comma = from;
      while (comma < length && line[comma] != ',') {
        comma++;
      }
      boolean quoted = comma - from >= 2 && line[from] == '"' && line[comma - 1] == '"';
      begins[fields] = quoted ? from + 1 : from;
      ends[fields++] = quoted ? comma - 1 : comma;
      from = comma + 1;
    }
  }
}
