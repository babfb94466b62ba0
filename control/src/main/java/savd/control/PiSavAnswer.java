package savd.control;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import savd.net.AddressFamily;
import savd.net.Asn;

/**
 * {@code show pi-sav}.
 *
 * <p>Document: {@code mode, in_force, standing{standalone, no_detour, sub_transit,
 * below_sub_transit}, waited_for, waited_for_as[], shares[{family, cone{prefixes, networks},
 * standalone{prefixes, networks, prefixes_percent, networks_percent}, now{…}}], second_uses,
 * detour_announced, listener{serial, key, bound_keys, refused[{kind, count, last}]}, members[…],
 * tops[…]}, the last two of {@link PiSavSession}.
 *
 * @param cone our customer cone; empty where PI-SAV is the method of no interface
 * @param detourAnnounced the operator has said that we have a detour, whatever we have
 * @param listener where members reach us; empty where we are no top
 * @param members sessions with members of the cone, to whom we are the top
 * @param tops sessions with those in whose cone we are
 */
public record PiSavAnswer(
    Optional<Cone> cone,
    boolean detourAnnounced,
    Optional<Listener> listener,
    List<PiSavSession> members,
    List<PiSavSession> tops)
    implements Answer {
  /** Members waited for that are named. */
  private static final int NAMED = 20;

  public PiSavAnswer {
    members = List.copyOf(members);
    tops = List.copyOf(tops);
  }

  /**
   * How the cone stands.
   *
   * @param mode standalone, conservative or aggressive
   * @param inForce false while aggressive mode waits for answers, and blocks nothing
   * @param standing how many members stand how, by the words of {@link ConeRow.Standing}
   * @param waitedFor members that may be reached from outside and have not said anything
   * @param shares what is protected, by family
   * @param secondUses how often, since the start, something was blocked no longer because somebody
   *     outside uses it too
   */
  public record Cone(
      String mode,
      boolean inForce,
      SortedMap<String, Long> standing,
      List<Asn> waitedFor,
      List<Shares> shares,
      long secondUses) {
    public Cone {
      waitedFor = List.copyOf(waitedFor);
      shares = List.copyOf(shares);
    }
  }

  /**
   * The side of the member protocol that listens.
   *
   * @param serial of the notice in force; 0 before the first
   * @param key Subject Key Identifier of our own
   * @param boundKeys keys of others that are known, of Router Keys and of the configuration
   * @param refused to whomever, since the start
   */
  public record Listener(long serial, String key, int boundKeys, List<PiSavSession.Refused> refused)
      implements Answer {
    public Listener {
      refused = List.copyOf(refused);
    }

    @Override
    public void write(JsonWriter json) throws IOException {
      json.put("serial", serial)
          .put("key", key)
          .put("bound_keys", boundKeys)
          .rows("refused", refused);
    }
  }

  /**
   * Of one family.
   *
   * @param cone all that members and we originate
   * @param standalone what of it the mode standalone would block
   * @param now what of it is for the blocklist in the present mode
   */
  public record Shares(AddressFamily family, Amount cone, Amount standalone, Amount now)
      implements Answer {
    @Override
    public void write(JsonWriter json) throws IOException {
      json.put("family", RequestCodec.word(family));
      amount(json, "cone", cone).endObject();
      part(json, "standalone", standalone);
      part(json, "now", now);
    }

    private void part(JsonWriter json, String name, Amount part) throws IOException {
      amount(json, name, part);
      if (cone.prefixes > 0) {
        json.put("prefixes_percent", percent(part.prefixesOf(cone)))
            .put("networks_percent", percent(part.networksOf(cone)));
      }
      json.endObject();
    }

    private static JsonWriter amount(JsonWriter json, String name, Amount a) throws IOException {
      return json.object(name)
          .put("prefixes", a.prefixes)
          .put("networks", Math.round(a.networks * 100) / 100.0);
    }

    private static double percent(double ratio) {
      return Math.round(ratio * 10_000) / 100.0;
    }
  }

  /**
   * An amount.
   *
   * @param networks addresses in IPv4, /64 networks in IPv6, none counted twice
   */
  public record Amount(long prefixes, double networks) {
    /** The share of prefixes, 0 to 1; 1 of nothing. */
    public double prefixesOf(Amount all) {
      return all.prefixes == 0 ? 1 : (double) prefixes / all.prefixes;
    }

    /** The share of networks, 0 to 1; 1 of nothing. */
    public double networksOf(Amount all) {
      return all.networks == 0 ? 1 : networks / all.networks;
    }
  }

  @Override
  public void write(JsonWriter json) throws IOException {
    if (cone.isPresent()) {
      write(cone.get(), json);
    }
    json.put("detour_announced", detourAnnounced);
    if (listener.isPresent()) {
      json.object("listener").write(listener.get()).endObject();
    }
    json.rows("members", members).rows("tops", tops);
  }

  private static void write(Cone c, JsonWriter json) throws IOException {
    json.put("mode", c.mode).put("in_force", c.inForce).object("standing");
    for (var state : c.standing.entrySet()) {
      json.put(state.getKey().replace('-', '_'), state.getValue());
    }
    json.endObject()
        .put("waited_for", c.waitedFor.size())
        .numbers(
            "waited_for_as", c.waitedFor.stream().limit(NAMED).mapToLong(Asn::toLong).toArray())
        .rows("shares", c.shares)
        .put("second_uses", c.secondUses);
  }
}
