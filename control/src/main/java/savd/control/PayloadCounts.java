package savd.control;

import java.io.IOException;

/**
 * How much validated data there is: members {@code vrps{ipv4, ipv6}, aspas, router_keys}.
 *
 * @param aspas customers
 */
public record PayloadCounts(long ipv4Vrps, long ipv6Vrps, long aspas, long routerKeys)
    implements Answer {
  public static final PayloadCounts NONE = new PayloadCounts(0, 0, 0, 0);

  @Override
  public void write(JsonWriter json) throws IOException {
    json.object("vrps").put("ipv4", ipv4Vrps).put("ipv6", ipv6Vrps).endObject();
    json.put("aspas", aspas).put("router_keys", routerKeys);
  }
}
