package savd.relation;

import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import it.unimi.dsi.fastutil.ints.IntSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import savd.net.Asn;
import savd.rpki.payload.AspaTable;

/**
 * The ASes below some ASes: the set Z of draft-ietf-sidrops-bar-sav. Every member has the AS above
 * it through which it became one, so the members are a forest under the seeds.
 *
 * <p>A link that comes is followed from where it begins. A link that goes matters only if a member
 * hangs on it; then what hangs below looks for other links that lead to it from the rest.
 */
public final class Cone {
  private static final int SEED = -2;
  private static final int NONE = AsSlots.NONE;

  private final ConeDefinition definition;
  private final AsGraph graph;
  private final AsSlots ases;
  private final LinkTable links;

  /** Our own numbers and those that are barred. */
  private final IntOpenHashSet never = new IntOpenHashSet();

  /** Slot of a member to that of its parent, or {@link #SEED}. */
  private final Int2IntOpenHashMap members = new Int2IntOpenHashMap();

  private final IntOpenHashSet detached = new IntOpenHashSet();
  private final IntArrayList order = new IntArrayList();
  private final IntArrayList work = new IntArrayList();
  private final IntOpenHashSet entered = new IntOpenHashSet();
  private final IntOpenHashSet left = new IntOpenHashSet();

  /** A cone with the seeds of its definition; they have not entered in any step. */
  Cone(ConeDefinition definition, AsGraph graph) {
    this.definition = definition;
    this.graph = graph;
    this.ases = graph.ases();
    this.links = graph.links();
    members.defaultReturnValue(NONE);
    definition.own().forEach(a -> never.add(a.value()));
    definition.barred().forEach(a -> never.add(a.value()));
    definition.seeds().forEach(a -> seed(a.value()));
    entered.clear();
  }

  public ConeDefinition definition() {
    return definition;
  }

  // ---- seeds

  /** Makes an AS a seed; special numbers and those never to be members stay out. */
  void seed(int asn) {
    if (AsnUse.of(asn) == AsnUse.NONE || never.contains(asn)) {
      return;
    }
    int slot = ases.take(asn);
    if (members.get(slot) == SEED) {
      ases.release(slot);
      return;
    }
    boolean fresh = members.put(slot, SEED) == NONE;
    if (fresh) {
      enter(slot);
      work.add(slot);
      follow();
    }
  }

  /** The AS is a seed no more; to be called in {@link #update} only. */
  private void unseed(int asn) {
    int slot = ases.find(asn);
    if (slot != NONE && members.get(slot) == SEED) {
      detach(slot);
      ases.release(slot);
    }
  }

  // ---- steps

  /** Follows the links that have turned in this step. */
  void update() {
    update(IntSet.of(), IntSet.of());
  }

  void update(IntSet seedsLeft, IntSet seedsCome) {
    seedsLeft.forEach(this::unseed);
    links.forEachTurned(this::goes);
    if (!order.isEmpty()) {
      detachBelow();
      reattach();
      dropDetached();
    }
    links.forEachTurned(this::comes);
    seedsCome.forEach(this::seed);
  }

  private void goes(int link, int before, int now) {
    int to = links.to(link);
    if (!definition.takes(now, ases.asn(to)) && members.get(to) == links.from(link)) {
      detach(to);
    }
  }

  private void detach(int slot) {
    if (detached.add(slot)) {
      order.add(slot);
    }
  }

  /** What hangs on something detached is detached too: along links as they were. */
  private void detachBelow() {
    for (int i = 0; i < order.size(); i++) {
      int slot = order.getInt(i);
      for (int l = ases.firstOut(slot); l != LinkTable.NONE; l = links.nextOut(l)) {
        if (members.get(links.to(l)) == slot) {
          detach(links.to(l));
        }
      }
    }
  }

  /** Hangs what can be reached from the rest under it. */
  private void reattach() {
    for (int i = 0; i < order.size(); i++) {
      int slot = order.getInt(i);
      int parent = detached.contains(slot) ? parentOutside(slot) : NONE;
      if (parent != NONE) {
        members.put(slot, parent);
        detached.remove(slot);
        work.add(slot);
        follow();
      }
    }
  }

  private int parentOutside(int slot) {
    for (int l = ases.firstIn(slot); l != LinkTable.NONE; l = links.nextIn(l)) {
      int from = links.from(l);
      if (members.containsKey(from) && !detached.contains(from) && takes(l)) {
        return from;
      }
    }
    return NONE;
  }

  private void dropDetached() {
    for (int i = 0; i < order.size(); i++) {
      int slot = order.getInt(i);
      if (detached.contains(slot)) {
        members.remove(slot);
        leave(slot);
      }
    }
    detached.clear();
    order.clear();
  }

  private void comes(int link, int before, int now) {
    int from = links.from(link);
    if (members.containsKey(from) && !members.containsKey(links.to(link)) && takes(link)) {
      work.add(from);
      follow();
    }
  }

  /** Goes down from the slots in {@link #work}, those nearest first. */
  private void follow() {
    for (int i = 0; i < work.size(); i++) {
      int slot = work.getInt(i);
      for (int l = ases.firstOut(slot); l != LinkTable.NONE; l = links.nextOut(l)) {
        int to = links.to(l);
        if (takes(l)) {
          if (!members.containsKey(to)) {
            members.put(to, slot);
            enter(to);
            work.add(to);
          } else if (detached.remove(to)) {
            members.put(to, slot);
            work.add(to);
          }
        }
      }
    }
    work.clear();
  }

  private boolean takes(int link) {
    int asn = ases.asn(links.to(link));
    return definition.takes(links.marks(link), asn)
        && AsnUse.of(asn) != AsnUse.NONE
        && !never.contains(asn);
  }

  private void enter(int slot) {
    int asn = ases.asn(slot);
    if (!left.remove(asn)) {
      entered.add(asn);
    }
  }

  private void leave(int slot) {
    int asn = ases.asn(slot);
    if (!entered.remove(asn)) {
      left.add(asn);
    }
  }

  /** ASes that became members in this step. */
  public IntSet entered() {
    return entered;
  }

  /** ASes that ceased to be members in this step. */
  public IntSet left() {
    return left;
  }

  boolean hasChanged() {
    return !entered.isEmpty() || !left.isEmpty();
  }

  void endStep() {
    entered.clear();
    left.clear();
  }

  /** Gives back what the cone holds; it is not used afterwards. */
  void close() {
    members.forEach(
        (slot, parent) -> {
          if (parent == SEED) {
            ases.release(slot);
          }
        });
  }

  // ---- answers

  public boolean contains(int asn) {
    int slot = ases.find(asn);
    return slot != NONE && members.containsKey(slot);
  }

  public boolean contains(Asn asn) {
    return contains(asn.value());
  }

  public int size() {
    return members.size();
  }

  /** The members in no order. */
  public int[] members() {
    int[] out = members.keySet().toIntArray();
    for (int i = 0; i < out.length; i++) {
      out[i] = ases.asn(out[i]);
    }
    return out;
  }

  boolean isSeed(int asn) {
    int slot = ases.find(asn);
    return slot != NONE && members.get(slot) == SEED;
  }

  /** The members that hang on no other, in no order. */
  IntArrayList seeds() {
    IntArrayList out = new IntArrayList();
    members
        .int2IntEntrySet()
        .fastForEach(
            e -> {
              if (e.getIntValue() == SEED) {
                out.add(ases.asn(e.getIntKey()));
              }
            });
    return out;
  }

  /** The members that hang on one directly, in no order. */
  IntArrayList children(int asn) {
    IntArrayList out = new IntArrayList();
    int slot = ases.find(asn);
    for (int l = ases.firstOut(slot); l != LinkTable.NONE; l = links.nextOut(l)) {
      if (members.get(links.to(l)) == slot) {
        out.add(ases.asn(links.to(l)));
      }
    }
    return out;
  }

  /** The AS through which a member became one; the member itself for a seed. */
  int parent(int asn) {
    int parent = members.get(ases.find(asn));
    return parent == SEED ? asn : ases.asn(parent);
  }

  /** How a member became one. */
  public ConeLink link(int asn) {
    if (isSeed(asn)) {
      return ConeLink.seed(new Asn(asn));
    }
    int parent = parent(asn);
    int row = graph.aspas().find(asn);
    boolean attested = (graph.marks(parent, asn) & LinkTable.BY_ASPA) != 0;
    return new ConeLink(
        new Asn(asn),
        Optional.of(new Asn(parent)),
        attested && row != AspaTable.NONE ? Optional.of(graph.aspas().aspa(row)) : Optional.empty(),
        attested ? List.of() : segment(parent, asn));
  }

  private List<Asn> segment(int provider, int customer) {
    int[] asns = graph.paths().shortestSegment(ases.find(provider), ases.find(customer));
    return IntStream.of(asns).mapToObj(Asn::new).toList();
  }

  /** How a member hangs together with a seed, the member first; empty for an AS outside. */
  public List<ConeLink> chain(int asn) {
    List<ConeLink> out = new ArrayList<>();
    for (int at = asn; contains(at); at = parent(at)) {
      out.add(link(at));
      if (isSeed(at)) {
        break;
      }
    }
    return out;
  }

  /**
   * A page of the forest, every member behind the one it hangs on, brothers by number.
   *
   * @param from the AS to begin with, as {@link ConePage#next} gave it; empty for the beginning, as
   *     is one that is no member
   * @param limit most rows, 1 and up
   */
  public ConePage page(Optional<Asn> from, int limit) {
    return ConePage.of(this, _ -> Optional.empty(), from, limit);
  }

  long bytes() {
    return 13L * members.size();
  }
}
