package savd.control;

import java.io.IOException;
import java.util.List;
import savd.net.Asn;
import savd.net.Prefix;

/**
 * One VRP of {@code show rpki vrps}: document {@code {"vrps":[…],"next":…}}.
 *
 * <p>Members: {@code prefix, max_length, as, sources[]}.
 *
 * @param sources caches, files and SLURM files it comes from, by name; may be empty while data of a
 *     source that is gone are still in force
 */
public record VrpRow(Prefix prefix, int maxLength, Asn asn, List<String> sources)
    implements Answer {
  @Override
  public void write(JsonWriter json) throws IOException {
    json.put("prefix", prefix.toString())
        .put("max_length", maxLength)
        .put("as", asn.toLong())
        .put("sources", sources);
  }
}
