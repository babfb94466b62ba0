package savd.pisav.fsm;

import static org.assertj.core.api.Assertions.assertThat;
import static savd.pisav.fsm.Cone.A;
import static savd.pisav.fsm.Cone.B;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.Prefix;
import savd.pisav.message.ConeMessage;
import savd.pisav.message.ConeNotice;
import savd.pisav.message.ErrorCode;
import savd.pisav.message.Frame;
import savd.pisav.wire.Octet;
import savd.relation.ConeMode;
import savd.relation.MemberStatement;

/** Notices and responses in parts, through octets and together again. */
class NoticePartsTest {
  private final Random random = new Random(3);

  private static <T> Collected<T> none() {
    return new Collected.More<>();
  }

  /** The same message, through its octets. */
  private static ConeMessage through(ConeMessage m) {
    Octet.Kept kept = Octet.read(Octet.octets(new Frame(1, 0, m)));
    assertThat(kept.malformed).isEmpty();
    return kept.frames.getFirst().message();
  }

  private static Collected<Numbered> assemble(
      NoticeAssembly assembly, Iterator<ConeMessage> parts, Optional<Numbered> current) {
    Collected<Numbered> last = none();
    while (parts.hasNext()) {
      assertThat(last).isInstanceOf(Collected.More.class);
      last = assembly.take((ConeMessage.Notice) through(parts.next()), current);
    }
    return last;
  }

  private static NoticeAssembly assembly() {
    return new NoticeAssembly(Cone.TOP, 100_000, 1_000_000);
  }

  private ConeNotice random(int size) {
    Set<Asn> members = new HashSet<>();
    Set<Asn> subTransit = new HashSet<>();
    Set<Prefix> prefixes = new HashSet<>();
    for (int i = 0; i < size; i++) {
      Asn a = Asn.of(1 + random.nextInt(3 * size));
      members.add(a);
      if (random.nextInt(3) == 0) {
        subTransit.add(a);
      }
      AddressFamily f = AddressFamily.values()[random.nextInt(2)];
      int length = random.nextInt(8, 25);
      prefixes.add(
          Prefix.of(
              f,
              f == AddressFamily.IPV4 ? 0 : (long) random.nextInt(size) << 40 & f.maskHigh(length),
              f == AddressFamily.IPV6
                  ? 0
                  : ((long) random.nextInt(size) << 8 | 10L << 24) & f.maskLow(length),
              length));
    }
    return new ConeNotice(
        ConeMode.values()[random.nextInt(3)],
        Cone.TOP,
        random.nextInt(),
        List.of(),
        members,
        subTransit,
        prefixes);
  }

  @Test
  void partsOfAnySizeMakeTheNoticeAgain() {
    for (int size : new int[] {0, 1, 10, 1_000, 40_000}) {
      ConeNotice n = random(size);
      assertThat(assemble(assembly(), NoticeParts.whole(5, n), Optional.empty()))
          .isEqualTo(new Collected.Whole<>(new Numbered(5, n)));
    }
  }

  @Test
  void aLargeNoticeHasManyPartsOfWhichEachFits() {
    ConeNotice n = random(40_000);
    List<ConeMessage> parts = new ArrayList<>();
    NoticeParts.whole(5, n).forEachRemaining(parts::add);
    assertThat(parts).hasSizeGreaterThan(4);
    assertThat(parts)
        .allSatisfy(
            p -> assertThat(Octet.octets(new Frame(1, 0, p)).length).isBetween(17, 16 + 65_535));
  }

  @Test
  void aChangeAppliedToOneGivesTheOther() {
    for (int i = 0; i < 200; i++) {
      int size = random.nextInt(1, 60);
      Numbered before = new Numbered(i + 1, random(size));
      Numbered after = new Numbered(i + 2, random(size));
      NoticeChange change = NoticeChange.between(before.notice(), after.notice());
      NoticeParts parts =
          NoticeParts.update(after.serial(), before.serial(), after.notice(), change);
      assertThat(assemble(assembly(), parts, Optional.of(before)))
          .isEqualTo(new Collected.Whole<>(after));
    }
  }

  @Test
  void whatIsInForceIsNotTouchedByWhatIsCollected() {
    Numbered before = new Numbered(1, random(50));
    ConeNotice copy = before.notice();
    ConeNotice after = random(50);
    NoticeChange change = NoticeChange.between(copy, after);
    ConeMessage.Notice part = (ConeMessage.Notice) NoticeParts.update(2, 1, after, change).next();
    NoticeAssembly a = assembly();
    a.take(withoutTotals(part), Optional.of(before));
    assertThat(a.isCollecting()).isTrue();
    assertThat(before.notice()).isEqualTo(copy);
  }

  private static ConeMessage.Notice withoutTotals(ConeMessage.Notice n) {
    return new ConeMessage.Notice(
        n.serial(),
        n.base(),
        n.head(),
        n.members(),
        n.subTransit(),
        n.prefixes(),
        Optional.empty());
  }

  // ---- what does not fit

  private static final ConeNotice NOTICE = Cone.notice(ConeMode.CONSERVATIVE);

  private static ConeMessage.Notice whole(int serial) {
    return (ConeMessage.Notice) NoticeParts.whole(serial, NOTICE).next();
  }

  private static void outOfStep(Collected<Numbered> c, String text) {
    assertThat(c)
        .isInstanceOfSatisfying(
            Collected.Wrong.class,
            w -> {
              assertThat(w.code()).isEqualTo(ErrorCode.OUT_OF_STEP);
              assertThat(w.text()).contains(text);
            });
  }

  @Test
  void partsThatDoNotFitAreTold() {
    Numbered seven = new Numbered(7, NOTICE);
    ConeMessage.Notice n = whole(8);
    ConeMessage.Notice headless =
        new ConeMessage.Notice(
            8, 0, Optional.empty(), n.members(), n.subTransit(), n.prefixes(), n.totals());
    outOfStep(assembly().take(headless, Optional.empty()), "without a beginning");
    outOfStep(assembly().take(whole(7), Optional.of(seven)), "is not new");
    outOfStep(assembly().take(whole(6), Optional.of(seven)), "is not new");
    NoticeAssembly other = new NoticeAssembly(Asn.of(1), 10, 10);
    outOfStep(other.take(n, Optional.empty()), "the cone of AS 64511");
    ConeMessage.Notice update =
        new ConeMessage.Notice(
            9, 8, n.head(), ConeMessage.Change.none(), n.subTransit(), n.prefixes(), n.totals());
    outOfStep(assembly().take(update, Optional.of(seven)), "a change of 8");
    outOfStep(assembly().take(update, Optional.empty()), "a change of 8");
    outOfStep(assembly().take(update, Optional.of(new Numbered(8, NOTICE))), "adds what is there");
    ConeMessage.Notice removal =
        new ConeMessage.Notice(
            8,
            7,
            n.head(),
            new ConeMessage.Change<>(List.of(), List.of(Asn.of(5))),
            ConeMessage.Change.none(),
            ConeMessage.Change.none(),
            n.totals());
    outOfStep(assembly().take(removal, Optional.of(seven)), "removes what is not");
    ConeMessage.Notice wrongTotals =
        new ConeMessage.Notice(
            8,
            0,
            n.head(),
            n.members(),
            n.subTransit(),
            n.prefixes(),
            Optional.of(new ConeMessage.Totals(2, 1, 2)));
    outOfStep(assembly().take(wrongTotals, Optional.empty()), "totals");
    NoticeAssembly a = assembly();
    a.take(withoutTotals(n), Optional.empty());
    outOfStep(a.take(headless, Optional.empty()), "adds what is there");
    NoticeAssembly b = assembly();
    b.take(withoutTotals(n), Optional.empty());
    outOfStep(b.take(n, Optional.empty()), "something else");
  }

  @Test
  void aNoticeOverTheLimitsIsTold() {
    for (NoticeAssembly a :
        List.of(new NoticeAssembly(Cone.TOP, 1, 10), new NoticeAssembly(Cone.TOP, 2, 0))) {
      assertThat(a.take(whole(1), Optional.empty()))
          .isInstanceOfSatisfying(
              Collected.Wrong.class, w -> assertThat(w.code()).isEqualTo(ErrorCode.LIMIT));
    }
    assertThat(new NoticeAssembly(Cone.TOP, 2, 1).take(whole(1), Optional.empty()))
        .isInstanceOf(Collected.Whole.class);
  }

  // ---- responses

  @Test
  void aLongResponseIsMadeAgainFromItsParts() {
    Set<Prefix> prefixes = new HashSet<>();
    for (int i = 0; i < 30_000; i++) {
      prefixes.add(Prefix.of(AddressFamily.IPV6, 0x20010DB8L << 32 | i, 0, 64));
    }
    MemberStatement long_ =
        new MemberStatement(
            A,
            MemberStatement.Detour.SOME,
            Set.of(B),
            MemberStatement.OutsideProviders.SOME,
            Set.of(Asn.of(7), Asn.of(8)),
            Set.of(Asn.of(9)),
            prefixes);
    ResponseAssembly assembly = new ResponseAssembly(A, 100_000);
    Collected<SessionAction.Stated> last = none();
    int parts = 0;
    for (ResponseParts p = new ResponseParts(ConeMessage.Occasion.CHANGE, 3, 1, long_, 100_000);
        p.hasNext();
        parts++) {
      last = assembly.take((ConeMessage.Response) through(p.next()));
    }
    assertThat(parts).isEqualTo(5);
    assertThat(last).isEqualTo(new Collected.Whole<>(new SessionAction.Stated(3, long_, 30_004)));
  }

  @Test
  void partsOfAResponseThatDoNotFitAreTold() {
    ConeMessage.Response r =
        (ConeMessage.Response) Cone.response(ConeMessage.Occasion.NOTICE, 1, 2, Cone.some(A, B));
    assertWrong(new ResponseAssembly(B, 10).take(r), ErrorCode.WRONG_SPEAKER);
    assertWrong(new ResponseAssembly(A, 0).take(r), ErrorCode.LIMIT);
    ResponseAssembly a = new ResponseAssembly(A, 10);
    assertThat(a.take(r)).isInstanceOf(Collected.Whole.class);
    assertWrong(a.take(r), ErrorCode.OUT_OF_STEP);
    ConeMessage.Response headless =
        new ConeMessage.Response(
            r.occasion(),
            1,
            3,
            Optional.empty(),
            r.detoured(),
            List.of(),
            List.of(),
            List.of(),
            r.totals());
    assertWrong(new ResponseAssembly(A, 10).take(headless), ErrorCode.OUT_OF_STEP);
    ConeMessage.Response open =
        new ConeMessage.Response(
            r.occasion(),
            1,
            3,
            r.verdict(),
            r.detoured(),
            List.of(),
            List.of(),
            List.of(),
            Optional.empty());
    ResponseAssembly b = new ResponseAssembly(A, 10);
    assertThat(b.take(open)).isInstanceOf(Collected.More.class);
    assertWrong(b.take(headless), ErrorCode.OUT_OF_STEP);
    ResponseAssembly c = new ResponseAssembly(A, 10);
    c.take(open);
    assertWrong(c.take(r), ErrorCode.OUT_OF_STEP);
    ConeMessage.Response fewer =
        new ConeMessage.Response(
            r.occasion(),
            1,
            3,
            r.verdict(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            r.totals());
    assertWrong(new ResponseAssembly(A, 10).take(fewer), ErrorCode.OUT_OF_STEP);
  }

  @Test
  void aProviderThatComesTwiceIsOutOfStep() {
    ConeMessage.Response whole =
        (ConeMessage.Response)
            Cone.response(
                ConeMessage.Occasion.NOTICE, 1, 1, Cone.naming(Cone.none(A), B, Cone.TOP));
    ConeMessage.Response begun =
        new ConeMessage.Response(
            whole.occasion(),
            1,
            1,
            whole.verdict(),
            List.of(),
            List.of(B),
            List.of(),
            List.of(),
            Optional.empty());
    ConeMessage.Response rest =
        new ConeMessage.Response(
            whole.occasion(),
            1,
            1,
            Optional.empty(),
            List.of(),
            List.of(Cone.TOP),
            List.of(),
            List.of(),
            whole.totals());
    ResponseAssembly a = new ResponseAssembly(A, 10);
    a.take(begun);
    assertThat(a.take(rest))
        .isEqualTo(
            new Collected.Whole<>(
                new SessionAction.Stated(1, Cone.naming(Cone.none(A), B, Cone.TOP), 2)));
    ResponseAssembly b = new ResponseAssembly(A, 10);
    b.take(begun);
    assertWrong(b.take(begun), ErrorCode.OUT_OF_STEP);
    ResponseAssembly c = new ResponseAssembly(A, 1);
    c.take(begun);
    assertWrong(c.take(rest), ErrorCode.LIMIT);
  }

  private static MemberStatement namingSo(int many) {
    return Cone.naming(
        Cone.some(A, B), IntStream.rangeClosed(1, many).mapToObj(Asn::of).toArray(Asn[]::new));
  }

  private static ConeMessage.Response cut(MemberStatement s, long room) {
    return (ConeMessage.Response)
        new ResponseParts(ConeMessage.Occasion.NOTICE, 1, 1, s, room).next();
  }

  @Test
  void providersAreNamedAllOrNone() {
    assertThat(cut(namingSo(1_000), 10_000).providers()).hasSize(1_000);
    assertThat(cut(namingSo(1_001), 10_000).providers()).isEmpty();
    assertThat(cut(namingSo(1_001), 10_000).detoured()).containsExactly(B);
    assertThat(cut(namingSo(3), 3).providers()).hasSize(3);
    assertThat(cut(namingSo(3), 3).verdict().orElseThrow().moreDetoured()).isTrue();
    assertThat(cut(namingSo(3), 2).providers()).isEmpty();
    assertThat(cut(namingSo(3), 2).verdict().orElseThrow().moreOutsideOrigins()).isFalse();
  }

  @Test
  void whoNamesMoreProvidersThanThereMayBeNamesNone() {
    List<Asn> many = IntStream.rangeClosed(1, 1_001).mapToObj(Asn::of).toList();
    ConeMessage.Response r =
        new ConeMessage.Response(
            ConeMessage.Occasion.NOTICE,
            1,
            1,
            cut(Cone.none(A), 10).verdict(),
            List.of(),
            many,
            List.of(),
            List.of(),
            Optional.of(new ConeMessage.ResponseTotals(0, 1_001, 0, 0)));
    assertThat(new ResponseAssembly(A, 10_000).take(r))
        .isEqualTo(new Collected.Whole<>(new SessionAction.Stated(1, Cone.none(A), 1_001)));
  }

  private static void assertWrong(Collected<SessionAction.Stated> c, ErrorCode code) {
    assertThat(c)
        .isInstanceOfSatisfying(Collected.Wrong.class, w -> assertThat(w.code()).isEqualTo(code));
  }
}
