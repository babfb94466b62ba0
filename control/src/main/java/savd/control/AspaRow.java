package savd.control;

import java.io.IOException;
import java.util.List;
import savd.net.Asn;

/**
 * One ASPA of {@code show rpki aspas}: document {@code {"aspas":[…],"next":…}}.
 *
 * <p>Members: {@code customer, providers[], sources[]}.
 *
 * @param providers ascending; 0 alone says that there are none
 * @param sources as in {@link VrpRow}
 */
public record AspaRow(Asn customer, List<Asn> providers, List<String> sources) implements Answer {
  @Override
  public void write(JsonWriter json) throws IOException {
    json.put("customer", customer.toLong())
        .numbers("providers", providers.stream().mapToLong(Asn::toLong).toArray())
        .put("sources", sources);
  }
}
