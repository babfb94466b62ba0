package savd.rpki.fsm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.rpki.message.Change;
import savd.rpki.message.ErrorCode;
import savd.rpki.message.RtrPdu;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.AspaTable;
import savd.rpki.payload.Payload;
import savd.rpki.payload.RouterKey;

/**
 * One answer of a cache, collected aside until End of Data. Nothing it does can be seen from
 * outside before {@link #payload} is taken.
 */
final class Update implements VrpUpdate.Judge {
  private final Payload base;
  private final boolean full;
  private final RouterConfig config;
  private final Tally tally;
  private final VrpUpdate ipv4;
  private final VrpUpdate ipv6;

  /** Per customer what it has after the update; empty for nothing. */
  private final Map<Asn, Optional<Aspa>> aspas = new HashMap<>();

  /** Null until the first change. */
  private Set<RouterKey> keys;

  private long records;

  private Update(Payload base, boolean full, RouterConfig config, Tally tally) {
    this.base = base;
    this.full = full;
    this.config = config;
    this.tally = tally;
    ipv4 = full ? VrpUpdate.full(AddressFamily.IPV4, this) : VrpUpdate.delta(base.ipv4(), this);
    ipv6 = full ? VrpUpdate.full(AddressFamily.IPV6, this) : VrpUpdate.delta(base.ipv6(), this);
  }

  /** Everything. */
  static Update full(RouterConfig config, Tally tally) {
    return new Update(Payload.EMPTY, true, config, tally);
  }

  /** What changed since {@code base}. */
  static Update delta(Payload base, RouterConfig config, Tally tally) {
    return new Update(base, false, config, tally);
  }

  boolean isFull() {
    return full;
  }

  private boolean hasRoomFor(int more) {
    records += more;
    return records <= config.maxRecords();
  }

  private Problem tooMany(RtrPdu about) {
    return new Problem(
        ErrorCode.INTERNAL_ERROR, about, "more than " + config.maxRecords() + " records");
  }

  // ---- VRPs

  /** Takes a prefix; false when it must go through {@link #prefix} instead. */
  boolean collect(
      Change change, AddressFamily family, long high, long low, int length, int max, int asn) {
    if (change == Change.WITHDRAW && full || records >= config.maxRecords()) {
      return false;
    }
    records++;
    (family == AddressFamily.IPV4 ? ipv4 : ipv6).add(change, high, low, length, max, asn);
    return true;
  }

  Optional<Problem> prefix(RtrPdu.PrefixPdu pdu) {
    if (!hasRoomFor(1)) {
      return Optional.of(tooMany(pdu));
    }
    var p = pdu.vrp().prefix();
    return (p.family() == AddressFamily.IPV4 ? ipv4 : ipv6)
        .add(
            pdu.change(),
            p.high(),
            p.low(),
            p.length(),
            pdu.vrp().maxLength(),
            pdu.vrp().asn().value());
  }

  // ---- ASPAs (8210bis, section 5.12)

  Optional<Problem> aspa(RtrPdu.AspaPdu pdu) {
    if (!hasRoomFor(1 + pdu.providers().size())) {
      return Optional.of(tooMany(pdu));
    }
    return switch (pdu.change()) {
      case ANNOUNCE -> announce(pdu);
      case WITHDRAW -> withdraw(pdu);
    };
  }

  private Optional<Problem> announce(RtrPdu.AspaPdu pdu) {
    List<Asn> providers = pdu.providers();
    if (!isAscending(providers) && forgives(Leniency.UNSORTED_PROVIDERS)) {
      providers = providers.stream().sorted().distinct().toList();
    }
    try {
      // The rules of the PDU are those of the payload.
      aspas.put(pdu.customer(), Optional.of(new Aspa(pdu.customer(), providers)));
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(new Problem(ErrorCode.ASPA_PROVIDER_LIST, pdu, e.getMessage()));
    }
  }

  private static boolean isAscending(List<Asn> list) {
    for (int i = 1; i < list.size(); i++) {
      if (list.get(i - 1).compareTo(list.get(i)) >= 0) {
        return false;
      }
    }
    return true;
  }

  private Optional<Problem> withdraw(RtrPdu.AspaPdu pdu) {
    if (!pdu.providers().isEmpty() && !forgives(Leniency.WITHDRAWAL_WITH_PROVIDERS)) {
      String text = "the withdrawal of AS" + pdu.customer() + " has a provider list";
      return Optional.of(new Problem(ErrorCode.ASPA_PROVIDER_LIST, pdu, text));
    }
    Optional<Aspa> now = aspas.get(pdu.customer());
    boolean known =
        now == null ? base.aspas().find(pdu.customer().value()) != AspaTable.NONE : now.isPresent();
    if (!known) {
      return unknown(pdu);
    }
    aspas.put(pdu.customer(), Optional.empty());
    return Optional.empty();
  }

  // ---- router keys

  Optional<Problem> routerKey(RtrPdu.RouterKeyPdu pdu) {
    if (!hasRoomFor(1 + pdu.key().publicKey().length / 64)) {
      return Optional.of(tooMany(pdu));
    }
    if (keys == null) {
      keys = new LinkedHashSet<>(base.routerKeys());
    }
    return switch (pdu.change()) {
      case ANNOUNCE -> keys.add(pdu.key()) ? Optional.empty() : duplicate(pdu);
      case WITHDRAW -> keys.remove(pdu.key()) ? Optional.empty() : unknown(pdu);
    };
  }

  // ---- mistakes

  private boolean forgives(Leniency what) {
    boolean forgiven = config.leniencies().contains(what);
    if (forgiven) {
      tally.forgive(what);
    }
    return forgiven;
  }

  @Override
  public Optional<Problem> duplicate(RtrPdu about) {
    return forgives(Leniency.DUPLICATE_ANNOUNCEMENT)
        ? Optional.empty()
        : Optional.of(
            new Problem(
                ErrorCode.DUPLICATE_ANNOUNCEMENT, about, "announced twice: " + what(about)));
  }

  @Override
  public Optional<Problem> unknown(RtrPdu about) {
    return forgives(Leniency.UNKNOWN_WITHDRAWAL)
        ? Optional.empty()
        : Optional.of(
            new Problem(ErrorCode.UNKNOWN_WITHDRAWAL, about, "never announced: " + what(about)));
  }

  private static String what(RtrPdu pdu) {
    return switch (pdu) {
      case RtrPdu.PrefixPdu p -> p.vrp().toString();
      case RtrPdu.AspaPdu p -> "the ASPA of AS" + p.customer();
      case RtrPdu.RouterKeyPdu p -> "the router key " + p.key();
      case RtrPdu.SerialNotify _,
          RtrPdu.SerialQuery _,
          RtrPdu.ResetQuery _,
          RtrPdu.CacheResponse _,
          RtrPdu.EndOfData _,
          RtrPdu.CacheReset _,
          RtrPdu.ErrorReport _ ->
          pdu.toString();
    };
  }

  // ---- the end

  /** Judges what can be judged only at End of Data. */
  Optional<Problem> finish() {
    Optional<Problem> problem = ipv4.finish();
    return problem.isPresent() ? problem : ipv6.finish();
  }

  /** The complete set; after {@link #finish}. Parts that did not change are those of the base. */
  Payload payload() {
    return new Payload(
        ipv4.table(), ipv6.table(), aspaTable(), keys == null ? base.routerKeys() : keys);
  }

  private AspaTable aspaTable() {
    if (aspas.isEmpty()) {
      return base.aspas();
    }
    List<Asn> removed = new ArrayList<>();
    List<Aspa> replaced = new ArrayList<>();
    aspas.forEach(
        (customer, aspa) -> aspa.ifPresentOrElse(replaced::add, () -> removed.add(customer)));
    return base.aspas().with(removed, replaced);
  }
}
