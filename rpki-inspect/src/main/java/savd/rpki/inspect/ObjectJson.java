package savd.rpki.inspect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import savd.net.Asn;

/** An object as one JSON object; members that do not apply are left out. */
public final class ObjectJson {
  private ObjectJson() {}

  public static String of(RpkiObject object) {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("kind", object.kind().name().toLowerCase(Locale.ROOT));
      texts(json, "faults", object.faults());
      json.writeBooleanField("validated", false);
      if (object.content().isPresent()) {
        content(json, object.content().get());
      }
      if (object.signingTime().isPresent()) {
        json.writeStringField("signed", object.signingTime().get().toString());
      }
      if (object.certificate().isPresent()) {
        certificate(json, object.certificate().get());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("a StringWriter does not fail", e);
    }
    return out.toString();
  }

  private static void texts(JsonGenerator json, String name, List<String> texts)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String t : texts) {
      json.writeString(t);
    }
    json.writeEndArray();
  }

  private static void content(JsonGenerator json, RpkiObject.Content content) throws IOException {
    switch (content) {
      case RpkiObject.Roa roa -> {
        json.writeNumberField("asn", roa.asn().toLong());
        json.writeArrayFieldStart("prefixes");
        for (RpkiObject.RoaPrefix p : roa.prefixes()) {
          json.writeStartObject();
          json.writeStringField("prefix", p.prefix().toString());
          json.writeNumberField("maxLength", p.maxLength());
          json.writeEndObject();
        }
        json.writeEndArray();
      }
      case RpkiObject.AspaContent aspa -> {
        json.writeNumberField("profileVersion", aspa.version());
        json.writeNumberField("customer", aspa.customer().toLong());
        json.writeArrayFieldStart("providers");
        for (Asn p : aspa.providers()) {
          json.writeNumber(p.toLong());
        }
        json.writeEndArray();
      }
      case RpkiObject.Router router -> {
        texts(json, "asns", router.asns());
        json.writeStringField("publicKey", Base64.getEncoder().encodeToString(router.publicKey()));
      }
      case RpkiObject.Resources resources ->
          json.writeBooleanField("authority", resources.isAuthority());
    }
  }

  private static void certificate(JsonGenerator json, RpkiObject.Certificate c) throws IOException {
    json.writeObjectFieldStart("certificate");
    json.writeStringField("subject", c.subject());
    json.writeStringField("issuer", c.issuer());
    json.writeStringField("serial", c.serial());
    json.writeStringField("notBefore", c.notBefore().toString());
    json.writeStringField("notAfter", c.notAfter().toString());
    json.writeStringField("subjectKey", c.subjectKey());
    json.writeStringField("authorityKey", c.authorityKey());
    texts(json, "resources", c.resources());
    json.writeObjectFieldStart("links");
    for (RpkiObject.Link l : c.links()) {
      json.writeStringField(l.name(), l.uri());
    }
    json.writeEndObject();
    json.writeEndObject();
  }
}
