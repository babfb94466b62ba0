package savd.pisav.fsm;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import savd.net.Asn;
import savd.net.Prefix;
import savd.pisav.message.ConeMessage;
import savd.relation.MemberStatement;

/** A statement cut into messages; one at a time is made. */
public final class ResponseParts implements Iterator<ConeMessage> {
  /** More origins are of no use to anybody: one is enough. */
  static final int MAX_DETOURED = 1_000;

  private static final int ROOM = 60_000;
  private static final int ASN_OCTETS = 4;

  private final ConeMessage.Occasion occasion;
  private final int serial;
  private final int number;
  private final ConeMessage.Verdict verdict;
  private final ConeMessage.ResponseTotals totals;
  private final Iterator<Asn> detoured;
  private final Iterator<Asn> providers;
  private final Iterator<Asn> partialTransit;
  private final Iterator<Prefix> outsideOrigins;
  private boolean begun;
  private boolean done;

  /**
   * @param maxItems how many ASes and prefixes the top takes; when there are more, the response
   *     says so, and the top makes the worst of it
   */
  public ResponseParts(
      ConeMessage.Occasion occasion,
      int serial,
      int number,
      MemberStatement statement,
      long maxItems) {
    this.occasion = occasion;
    this.serial = serial;
    this.number = number;
    long room = maxItems;
    List<Asn> customers = first(statement.partialTransit(), room);
    room -= customers.size();
    List<Prefix> prefixes = first(statement.outsideOrigins(), room);
    room -= prefixes.size();
    List<Asn> named = providers(statement, room);
    room -= named.size();
    List<Asn> origins = first(statement.detoured(), Math.min(room, MAX_DETOURED));
    verdict =
        new ConeMessage.Verdict(
            statement.member(),
            statement.detour(),
            statement.outside(),
            origins.size() < statement.detoured().size(),
            prefixes.size() < statement.outsideOrigins().size()
                || customers.size() < statement.partialTransit().size());
    totals =
        new ConeMessage.ResponseTotals(
            origins.size(), named.size(), customers.size(), prefixes.size());
    detoured = origins.iterator();
    providers = named.iterator();
    partialTransit = customers.iterator();
    outsideOrigins = prefixes.iterator();
  }

  /** All or none: a list that is short of one would be taken for the whole. */
  private static List<Asn> providers(MemberStatement statement, long room) {
    int count = statement.providers().size();
    return count <= Math.min(room, ConeMessage.MAX_PROVIDERS)
        ? List.copyOf(statement.providers())
        : List.of();
  }

  private static <T> List<T> first(Collection<T> all, long most) {
    return all.stream().limit(Math.max(0, most)).toList();
  }

  @Override
  public boolean hasNext() {
    return !done;
  }

  @Override
  public ConeMessage next() {
    if (done) {
      throw new NoSuchElementException();
    }
    int room = ROOM;
    List<Asn> origins = asns(detoured, room);
    room -= ASN_OCTETS * origins.size();
    List<Asn> named = asns(providers, room);
    room -= ASN_OCTETS * named.size();
    List<Asn> customers = asns(partialTransit, room);
    room -= ASN_OCTETS * customers.size();
    List<Prefix> prefixes = new ArrayList<>();
    while (room > 0 && outsideOrigins.hasNext()) {
      Prefix p = outsideOrigins.next();
      prefixes.add(p);
      room -= NoticeParts.octets(p);
    }
    done =
        !detoured.hasNext()
            && !providers.hasNext()
            && !partialTransit.hasNext()
            && !outsideOrigins.hasNext();
    Optional<ConeMessage.Verdict> head = begun ? Optional.empty() : Optional.of(verdict);
    begun = true;
    return new ConeMessage.Response(
        occasion,
        serial,
        number,
        head,
        origins,
        named,
        customers,
        prefixes,
        done ? Optional.of(totals) : Optional.empty());
  }

  private static List<Asn> asns(Iterator<Asn> from, int room) {
    List<Asn> list = new ArrayList<>();
    for (int left = room; left > 0 && from.hasNext(); left -= ASN_OCTETS) {
      list.add(from.next());
    }
    return list;
  }
}
