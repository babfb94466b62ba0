package savd.control;

import java.io.IOException;
import java.util.List;
import savd.net.Asn;

/**
 * One router key of {@code show rpki keys}: document {@code {"keys":[…],"next":…}}.
 *
 * <p>Members: {@code as, ski, key, sources[]}.
 *
 * @param ski the Subject Key Identifier, 40 hexadecimal digits in upper case
 * @param key SubjectPublicKeyInfo, DER in base 64
 * @param sources as in {@link VrpRow}
 */
public record RouterKeyRow(Asn asn, String ski, String key, List<String> sources)
    implements Answer {
  @Override
  public void write(JsonWriter json) throws IOException {
    json.put("as", asn.toLong()).put("ski", ski).put("key", key).put("sources", sources);
  }
}
