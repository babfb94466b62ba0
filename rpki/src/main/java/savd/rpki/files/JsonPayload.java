package savd.rpki.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import savd.net.Asn;
import savd.rpki.payload.Payload;
import savd.rpki.payload.RouterKey;

/**
 * The JSON of rpki-client, Routinator (json and jsonext) and StayRTR, which agree on "roas" and
 * differ elsewhere: an AS number is a number or a text with or without "AS"; keys are in
 * "bgpsec_keys" (ski, pubkey) or "routerKeys" (SKI, routerPublicKey); the customer of an ASPA is
 * "customer_asid" or "customer", and once there was a list of them for each family. One pass over
 * tokens; no tree.
 */
final class JsonPayload {
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

  /** As many as an ASPA PDU of RTR version 2 carries. */
  private static final int MOST_PROVIDERS = 16_380;

  private static final long NO_ASN = -1;

  private final String file;
  private final JsonParser json;
  private final PrefixText prefix = new PrefixText();
  private final PayloadBuilder payload = new PayloadBuilder();

  private JsonPayload(String file, JsonParser json) {
    this.file = file;
    this.json = json;
  }

  static Payload read(String file, InputStream in) throws IOException, BadFile {
    try (JsonParser json = FACTORY.createParser(in)) {
      JsonPayload reader = new JsonPayload(file, json);
      try {
        reader.document();
      } catch (CharConversionException e) {
        throw new BadFile(
            new FileFault(file, 0, "", FileFault.quote("not JSON: " + e.getMessage())));
      } catch (JsonProcessingException e) {
        int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
        throw new BadFile(
            new FileFault(
                file,
                line,
                FileFault.member(json.getParsingContext()),
                FileFault.quote("not JSON: " + e.getOriginalMessage())));
      }
      return reader.payload.build();
    }
  }

  /** One element of an array. */
  private interface Element {
    void read() throws IOException, BadFile;
  }

  private BadFile fault(String text) {
    return new BadFile(FileFault.at(file, json, text));
  }

  private void document() throws IOException, BadFile {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw fault("not an object");
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String member = json.currentName();
      json.nextToken();
      switch (member) {
        case "roas" -> array(this::vrp);
        case "aspas" -> array(this::aspa);
        case "bgpsec_keys", "routerKeys" -> array(this::key);
        case "provider_authorizations" -> byFamily();
        default -> json.skipChildren();
      }
    }
    if (json.nextToken() != null) {
      throw fault("more behind the object");
    }
  }

  /**
   * ASPAs as rpki-client wrote them, and StayRTR reads them, when they had a family each. Today one
   * names the providers of both families, so it is the union.
   */
  private void byFamily() throws IOException, BadFile {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw fault("not an object");
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      json.nextToken();
      array(this::aspa);
    }
  }

  private void array(Element element) throws IOException, BadFile {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw fault("not an array");
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() != JsonToken.START_OBJECT) {
        throw fault("not an object");
      }
      element.read();
    }
  }

  private void vrp() throws IOException, BadFile {
    long asn = NO_ASN;
    boolean hasPrefix = false;
    int maxLength = -1;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String member = json.currentName();
      json.nextToken();
      switch (member) {
        case "asn" -> asn = asn();
        case "prefix" -> {
          readPrefix();
          hasPrefix = true;
        }
        case "maxLength" -> maxLength = maxLength();
        default -> json.skipChildren();
      }
    }
    if (asn == NO_ASN || !hasPrefix) {
      throw fault(asn == NO_ASN ? "no asn" : "no prefix");
    }
    String wrong = payload.vrp(prefix, maxLength < 0 ? prefix.length() : maxLength, (int) asn);
    if (!wrong.isEmpty()) {
      throw fault(wrong);
    }
  }

  private void readPrefix() throws IOException, BadFile {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw fault("not a text");
    }
    if (!prefix.parse(json.getTextCharacters(), json.getTextOffset(), json.getTextLength())) {
      throw fault("not a prefix: " + FileFault.quote(json.getText()));
    }
  }

  private int maxLength() throws IOException, BadFile {
    if (json.currentToken() != JsonToken.VALUE_NUMBER_INT
        || json.getNumberType() != JsonParser.NumberType.INT
        || json.getIntValue() < 0
        || json.getIntValue() > 128) {
      throw fault("not a length of 0..128: " + FileFault.quote(json.getText()));
    }
    return json.getIntValue();
  }

  private long asn() throws IOException, BadFile {
    long asn = NO_ASN;
    if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      if (json.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
        asn = json.getLongValue();
      }
    } else if (json.currentToken() == JsonToken.VALUE_STRING) {
      asn = AsnText.parse(json.getTextCharacters(), json.getTextOffset(), json.getTextLength());
    }
    if (asn < 0 || asn > 0xFFFF_FFFFL) {
      throw fault("not an AS number: " + FileFault.quote(json.getText()));
    }
    return asn;
  }

  private void aspa() throws IOException, BadFile {
    long customer = NO_ASN;
    List<Asn> providers = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String member = json.currentName();
      json.nextToken();
      switch (member) {
        case "customer", "customer_asid" -> customer = asn();
        case "providers" -> providers = providers();
        default -> json.skipChildren();
      }
    }
    if (customer == NO_ASN || providers == null) {
      throw fault(customer == NO_ASN ? "no customer" : "no providers");
    }
    String wrong = payload.aspa(Asn.of(customer), providers);
    if (!wrong.isEmpty()) {
      throw fault(wrong);
    }
  }

  private List<Asn> providers() throws IOException, BadFile {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw fault("not an array");
    }
    List<Asn> out = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (out.size() == MOST_PROVIDERS) {
        throw fault("more than " + MOST_PROVIDERS + " providers");
      }
      out.add(Asn.of(asn()));
    }
    return out;
  }

  private void key() throws IOException, BadFile {
    long asn = NO_ASN;
    byte[] ski = null;
    byte[] publicKey = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String member = json.currentName();
      json.nextToken();
      switch (member) {
        case "asn" -> asn = asn();
        case "ski", "SKI" -> ski = octets(HexFormat.of()::parseHex, "20 octets in hexadecimal");
        case "pubkey", "routerPublicKey" ->
            publicKey = octets(Base64.getDecoder()::decode, "octets in base 64");
        default -> json.skipChildren();
      }
    }
    if (asn == NO_ASN || ski == null || publicKey == null) {
      throw fault(asn == NO_ASN ? "no asn" : ski == null ? "no ski" : "no public key");
    }
    if (ski.length != RouterKey.SKI_OCTETS) {
      throw fault("a key identifier of " + ski.length + " octets, not 20");
    }
    payload.key(new RouterKey(Asn.of(asn), ski, publicKey));
  }

  private interface Decoder {
    byte[] decode(String text);
  }

  private byte[] octets(Decoder decoder, String what) throws IOException, BadFile {
    try {
      return decoder.decode(json.currentToken() == JsonToken.VALUE_STRING ? json.getText() : "!");
    } catch (IllegalArgumentException e) {
      throw fault("not " + what + ": " + FileFault.quote(json.getText()));
    }
  }
}
