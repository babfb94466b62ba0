package savd.rpki.fsm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import savd.net.Asn;
import savd.rpki.message.Change;
import savd.rpki.message.PduSink;
import savd.rpki.message.RtrPdu;
import savd.rpki.message.Timing;
import savd.rpki.payload.AspaTable;
import savd.rpki.payload.Payload;
import savd.rpki.payload.RouterKey;
import savd.rpki.payload.VrpTable;

/**
 * An answer of a cache, from Cache Response to End of Data, told a few PDUs at a time, because it
 * may be far more than a connection takes at once.
 *
 * <p>Prefixes are in the order of 8210bis, section 11: announcements first, the longer the earlier,
 * those of one prefix together; then withdrawals, the shorter the earlier. So a router that does
 * not wait for End of Data finds no route invalid that will be valid a moment later.
 */
public final class CacheAnswer {
  private final CacheContents contents;
  private final List<Run> runs = new ArrayList<>();
  private final List<RtrPdu> aspas = new ArrayList<>();
  private final List<RtrPdu> keys = new ArrayList<>();
  private int run;
  private int row;

  /** How many of what is not a prefix were told: Cache Response, ASPAs, keys, End of Data. */
  private int others;

  /** Rows of a table in the order they are told in. */
  private record Run(VrpTable table, int[] order, Change change) {}

  private CacheAnswer(CacheContents contents) {
    this.contents = contents;
  }

  static CacheAnswer full(CacheContents contents) {
    CacheAnswer a = new CacheAnswer(contents);
    Payload p = contents.payload();
    a.run(p.ipv4(), Change.ANNOUNCE);
    a.run(p.ipv6(), Change.ANNOUNCE);
    for (int i = 0; i < p.aspas().size(); i++) {
      a.aspa(p.aspas(), i);
    }
    p.routerKeys().forEach(k -> a.key(Change.ANNOUNCE, k));
    return a;
  }

  /**
   * @param delta null for nothing
   */
  static CacheAnswer delta(CacheContents contents, ContentsDelta delta) {
    CacheAnswer a = new CacheAnswer(contents);
    if (delta == null) {
      return a;
    }
    for (VrpTable t : delta.added()) {
      a.run(t, Change.ANNOUNCE);
    }
    for (VrpTable t : delta.removed()) {
      a.run(t, Change.WITHDRAW);
    }
    AspaTable now = contents.payload().aspas();
    for (Map.Entry<Asn, Boolean> e : delta.aspas().entrySet()) {
      int i = now.find(e.getKey().value());
      if (i != AspaTable.NONE) {
        a.aspa(now, i);
      } else if (e.getValue()) {
        a.aspas.add(new RtrPdu.AspaPdu(Change.WITHDRAW, e.getKey(), List.of()));
      }
    }
    delta.removedKeys().forEach(k -> a.key(Change.WITHDRAW, k));
    delta.addedKeys().forEach(k -> a.key(Change.ANNOUNCE, k));
    return a;
  }

  private void run(VrpTable table, Change change) {
    if (!table.isEmpty()) {
      runs.add(new Run(table, order(table, change), change));
    }
  }

  /** Rows by length in one pass, for the table has them by address; longest first to announce. */
  private static int[] order(VrpTable table, Change change) {
    int longest = table.family().bits();
    int[] at = new int[longest + 2];
    for (int r = 0; r < table.size(); r++) {
      at[rank(table.length(r), longest, change) + 1]++;
    }
    Arrays.parallelPrefix(at, Integer::sum);
    int[] order = new int[table.size()];
    for (int r = 0; r < table.size(); r++) {
      order[at[rank(table.length(r), longest, change)]++] = r;
    }
    return order;
  }

  private static int rank(int length, int longest, Change change) {
    return change == Change.ANNOUNCE ? longest - length : length;
  }

  private void aspa(AspaTable table, int i) {
    var aspa = table.aspa(i);
    aspas.add(new RtrPdu.AspaPdu(Change.ANNOUNCE, aspa.customer(), aspa.providers()));
  }

  private void key(Change change, RouterKey key) {
    keys.add(new RtrPdu.RouterKeyPdu(change, key));
  }

  /**
   * Tells the next PDUs, of the kinds the version has.
   *
   * @param most how many at a time, 1 or more
   * @return false when End of Data was told
   */
  public boolean tell(int version, Timing timing, int most, PduSink sink) {
    int left = most;
    if (others == 0) {
      sink.pdu(version, new RtrPdu.CacheResponse(contents.session(version)));
      others++;
      left--;
    }
    while (left > 0 && run < runs.size()) {
      left -= prefixes(version, left, sink);
    }
    List<RtrPdu> rest = new ArrayList<>();
    if (run == runs.size()) {
      rest.addAll(version >= 2 ? aspas : List.of());
      rest.addAll(version >= 1 ? keys : List.of());
      rest.add(
          new RtrPdu.EndOfData(
              contents.session(version),
              contents.serial(),
              version == 0 ? Optional.empty() : Optional.of(timing)));
    }
    for (; left > 0 && others <= rest.size(); left--) {
      sink.pdu(version, rest.get(others++ - 1));
    }
    return run < runs.size() || others <= rest.size();
  }

  private int prefixes(int version, int most, PduSink sink) {
    Run now = runs.get(run);
    int end = Math.min(now.order().length, row + most);
    int told = end - row;
    VrpTable t = now.table();
    for (; row < end; row++) {
      int r = now.order()[row];
      sink.prefix(
          version,
          now.change(),
          t.family(),
          t.high(r),
          t.low(r),
          t.length(r),
          t.maxLength(r),
          t.asn(r));
    }
    if (row == now.order().length) {
      run++;
      row = 0;
    }
    return told;
  }
}
