package savd.pisav.fsm;

import static org.assertj.core.api.Assertions.assertThat;
import static savd.pisav.fsm.Cone.A;
import static savd.pisav.fsm.Cone.B;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import savd.net.Asn;
import savd.net.Prefix;
import savd.relation.ConeMode;
import savd.relation.MemberStatement;
import savd.relation.MemberStatement.Detour;
import savd.relation.MemberStatement.OutsideProviders;

/**
 * Statements in force after any events are those that the rules of docs/pi-sav-protocol.md give for
 * the whole history, read word for word.
 */
class VoicesOracleTest {
  private static final long SECOND = 1_000;
  private static final long GRACE = 10 * SECOND;
  private static final long LINGER = 30 * SECOND;
  private static final long SETTLE = SECOND;
  private static final long FORGET = 100 * SECOND;

  private record Said(long at, int serial, MemberStatement statement) {}

  /** One session of one router, as history has it. */
  private static final class Past {
    final int routerId;
    final long up;
    long down = Long.MAX_VALUE;
    final List<Said> said = new ArrayList<>();
    TopScript.Caller caller;

    Past(int routerId, long up) {
      this.routerId = routerId;
      this.up = up;
    }
  }

  private final Map<Asn, List<Past>> history = new HashMap<>();
  private TopScript script;
  private ConeMode mode;
  private int serial;
  private int required;
  private long requiredAt;
  private long now;

  // ---- the rules

  private MemberStatement expected(Asn asn) {
    Map<Integer, List<Past>> routers = new TreeMap<>();
    for (Past p : history.getOrDefault(asn, List.of())) {
      routers.computeIfAbsent(p.routerId, _ -> new ArrayList<>()).add(p);
    }
    routers
        .values()
        .removeIf(l -> l.getLast().down != Long.MAX_VALUE && now >= l.getLast().down + FORGET);
    boolean detour = false;
    boolean none = !routers.isEmpty();
    boolean noneOutside = true;
    boolean outside = false;
    Set<Asn> detoured = new HashSet<>();
    Set<Asn> providers = new HashSet<>();
    boolean allName = true;
    Set<Asn> partial = new HashSet<>();
    Set<Prefix> origins = new HashSet<>();
    for (List<Past> sessions : routers.values()) {
      Past of = null;
      for (Past p : sessions) {
        of = p.said.isEmpty() ? of : p;
      }
      boolean up = of != null && of.down == Long.MAX_VALUE;
      boolean stands = of != null && (up || now < of.down + FORGET);
      if (!stands) {
        none = false;
        noneOutside = false;
        allName = false;
        continue;
      }
      Said last = of.said.getLast();
      boolean fresh =
          Integer.compareUnsigned(last.serial, required) >= 0 || now < requiredAt + GRACE;
      boolean held = up || mode == ConeMode.AGGRESSIVE && now < of.down + LINGER;
      Said settling = settling(sessions);
      if (last.statement.detour() == Detour.SOME) {
        detour = true;
        none = false;
        detoured.addAll(last.statement.detoured());
      } else if (settling != null) {
        detour = true;
        none = false;
        detoured.addAll(settling.statement.detoured());
      } else if (!held || !fresh) {
        none = false;
      }
      noneOutside &= fresh && last.statement.outside() == OutsideProviders.NONE;
      outside |= last.statement.outside() == OutsideProviders.SOME;
      allName &= !last.statement.providers().isEmpty();
      providers.addAll(last.statement.providers());
      partial.addAll(last.statement.partialTransit());
      origins.addAll(last.statement.outsideOrigins());
    }
    boolean evidence =
        detour || outside || !providers.isEmpty() || !partial.isEmpty() || !origins.isEmpty();
    if (!none && !evidence) {
      return null;
    }
    return new MemberStatement(
        asn,
        none ? Detour.NONE : detour ? Detour.SOME : Detour.UNSAID,
        detoured,
        outside
            ? OutsideProviders.SOME
            : none && noneOutside ? OutsideProviders.NONE : OutsideProviders.UNSAID,
        allName || !none ? providers : Set.of(),
        partial,
        origins);
  }

  /** The last detour of a router, if what followed it is younger than the settle time. */
  private Said settling(List<Past> sessions) {
    Said before = null;
    long end = 0;
    Said detour = null;
    long since = 0;
    for (Past p : sessions) {
      for (Said s : p.said) {
        // What no longer counted when this was said is no longer there to be followed.
        boolean gone = before != null && !p.said.contains(before) && s.at >= end + FORGET;
        boolean dropped = before != null && !p.said.contains(before) && p.up >= end + FORGET;
        if (s.statement.detour() == Detour.SOME) {
          detour = null;
        } else if (before != null
            && !gone
            && !dropped
            && before.statement.detour() == Detour.SOME) {
          detour = before;
          since = s.at;
        } else if (gone || dropped) {
          detour = null;
        }
        before = s;
      }
      end = p.said.isEmpty() ? end : p.down;
    }
    return detour != null && now < since + SETTLE ? detour : null;
  }

  // ---- the events

  private void step(Random random) {
    Asn asn = random.nextBoolean() ? A : B;
    List<Past> of = history.computeIfAbsent(asn, _ -> new ArrayList<>());
    int routerId = (asn.equals(A) ? 10 : 20) + random.nextInt(2);
    Past last = of.stream().filter(p -> p.routerId == routerId).reduce((_, b) -> b).orElse(null);
    boolean up = last != null && last.down == Long.MAX_VALUE;
    switch (random.nextInt(12)) {
      case 0, 1 -> {
        if (up) {
          last.down = now;
        }
        Past p = new Past(routerId, now);
        p.caller = script.join(asn, routerId);
        of.add(p);
      }
      case 2 -> {
        if (up) {
          last.down = now;
          last.caller.lose();
        }
      }
      case 3, 4, 5, 6, 7 -> {
        if (up) {
          MemberStatement s = statement(asn, random);
          int answers = random.nextInt(3) == 0 ? last.caller.notices().getFirst().serial() : serial;
          last.said.add(new Said(now, answers, s));
          last.caller.state(answers, s);
        }
      }
      case 8 -> notice(random);
      default -> pass(random.nextInt(4) == 0 ? 25 * SECOND : random.nextInt(1_500));
    }
  }

  private void pass(long millis) {
    script.passAlive(millis);
    now += millis;
  }

  private int prefixes;

  private void notice(Random random) {
    // Notices are a while apart, so that none waits for another.
    pass(SECOND);
    boolean grows = random.nextBoolean();
    prefixes = grows ? prefixes + 1 : Math.max(1, prefixes - 1);
    String[] nets = new String[prefixes];
    for (int i = 0; i < prefixes; i++) {
      nets[i] = i + ".0.0.0/8";
    }
    int before = script.top().serial();
    script.notice(Cone.notice(mode, List.of(A, B), nets));
    serial = script.top().serial();
    if (grows && serial != before) {
      required = serial;
      requiredAt = now;
    }
  }

  private static MemberStatement statement(Asn asn, Random random) {
    MemberStatement s =
        random.nextInt(3) == 0 ? Cone.some(asn, Asn.of(1 + random.nextInt(3))) : Cone.none(asn);
    MemberStatement all =
        Cone.with(
            s,
            OutsideProviders.values()[random.nextInt(4) == 0 ? 1 : random.nextInt(2) * 2],
            random.nextInt(5) == 0 ? Set.of(Asn.of(7)) : Set.of(),
            random.nextInt(5) == 0 ? new String[] {"10.0.0.0/8"} : new String[0]);
    return switch (random.nextInt(3)) {
      case 0 -> all;
      case 1 -> Cone.naming(all, Asn.of(40));
      default -> Cone.naming(all, Asn.of(40), Asn.of(41));
    };
  }

  @Test
  void anyHistoryGivesWhatTheRulesSay() {
    for (int seed = 0; seed < 400; seed++) {
      Random random = new Random(seed);
      mode = ConeMode.values()[seed % 3];
      history.clear();
      now = 0;
      prefixes = 0;
      script =
          new TopScript(
              TopScript.settings()
                  .withTimes(
                      200 * 1_000_000L,
                      GRACE * 1_000_000,
                      LINGER * 1_000_000,
                      SETTLE * 1_000_000,
                      FORGET * 1_000_000));
      prefixes = 1;
      script.notice(Cone.notice(mode, List.of(A, B), "0.0.0.0/8"));
      serial = 1;
      required = 1;
      requiredAt = 0;
      for (int i = 0; i < 120; i++) {
        step(random);
        Map<Asn, MemberStatement> expected = new TreeMap<>();
        for (Asn asn : List.of(A, B)) {
          MemberStatement s = expected(asn);
          if (s != null) {
            expected.put(asn, s);
          }
        }
        assertThat(script.inForce).as("seed %d, step %d, %d ms", seed, i, now).isEqualTo(expected);
      }
    }
  }
}
