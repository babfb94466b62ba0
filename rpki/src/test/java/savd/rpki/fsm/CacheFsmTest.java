package savd.rpki.fsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import savd.net.Asn;
import savd.rpki.message.Change;
import savd.rpki.message.ErrorCode;
import savd.rpki.message.Malformed;
import savd.rpki.message.RtrPdu;
import savd.rpki.message.RtrSerial;
import savd.rpki.message.Timing;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.Payload;
import savd.rpki.wire.Pdu;

class CacheFsmTest {
  private static final Payload SET =
      Sets.of(
          Sets.vrp("10.0.0.0/8", 8, 1),
          Sets.vrp("10.0.0.0/8", 24, 2),
          Sets.vrp("10.1.0.0/16", 16, 3),
          Sets.vrp("2001:db8::/32", 48, 4),
          Sets.vrp("2001:db8:1::/48", 48, 5),
          new Aspa(new Asn(64496), List.of(new Asn(64500))));

  private static CacheContents contents() {
    return CacheContents.first(7, new RtrSerial(5), SET);
  }

  private static CacheFsm fsm() {
    return new CacheFsm(CacheFsmConfig.DEFAULT, Optional.of(contents()));
  }

  /** Feeds a PDU; answers are told to their end, everything as words. */
  private static String on(CacheFsm fsm, int version, RtrPdu pdu) {
    return words(fsm, fsm.on(new CacheInput.Received(version, pdu)));
  }

  private static String words(CacheFsm fsm, List<CacheAction> actions) {
    List<String> words = new ArrayList<>();
    for (CacheAction a : actions) {
      switch (a) {
        case CacheAction.Send s -> words.add(s.pdu().getClass().getSimpleName() + s.version());
        case CacheAction.Complain c -> words.add("error" + c.code().code() + "v" + c.version());
        case CacheAction.Close _ -> words.add("close");
        case CacheAction.ArmNotify _ -> {}
        case CacheAction.Answer x -> {
          Pdu.Kept kept = new Pdu.Kept();
          while (fsm.tell(x, 2, kept)) {
            // Two at a time.
          }
          kept.pdus.forEach(c -> words.add(word(c.pdu())));
          words.add(words(fsm, fsm.on(new CacheInput.Answered())));
        }
      }
    }
    return String.join(" ", words).strip();
  }

  private static String word(RtrPdu pdu) {
    return switch (pdu) {
      case RtrPdu.CacheResponse r -> "response" + r.session();
      case RtrPdu.PrefixPdu p ->
          (p.change() == Change.ANNOUNCE ? "+" : "-")
              + p.vrp().prefix()
              + (p.vrp().maxLength() == p.vrp().prefix().length() ? "" : "-" + p.vrp().maxLength());
      case RtrPdu.AspaPdu p ->
          (p.change() == Change.ANNOUNCE ? "+" : "-") + p.customer() + p.providers();
      case RtrPdu.RouterKeyPdu p -> (p.change() == Change.ANNOUNCE ? "+" : "-") + p.key();
      case RtrPdu.EndOfData e ->
          "end" + e.session() + "/" + e.serial() + (e.timing().isPresent() ? "t" : "");
      case RtrPdu.SerialNotify _,
          RtrPdu.SerialQuery _,
          RtrPdu.ResetQuery _,
          RtrPdu.CacheReset _,
          RtrPdu.ErrorReport _ ->
          throw new AssertionError(pdu);
    };
  }

  private static RtrPdu serial(int session, int serial) {
    return new RtrPdu.SerialQuery(session, new RtrSerial(serial));
  }

  // ---- answers

  @Test
  void everythingIsToldLongPrefixesFirst() {
    assertThat(on(fsm(), 2, new RtrPdu.ResetQuery()))
        .isEqualTo(
            "response9 +10.1.0.0/16 +10.0.0.0/8 +10.0.0.0/8-24 +2001:db8:1::/48"
                + " +2001:db8::/32-48 +64496[64500] end9/5t");
  }

  @Test
  void lowerVersionsGetWhatTheyKnow() {
    assertThat(on(fsm(), 1, new RtrPdu.ResetQuery())).endsWith("/32-48 end8/5t");
    assertThat(on(fsm(), 0, new RtrPdu.ResetQuery())).endsWith("/32-48 end7/5");
  }

  @Test
  void changesAreToldAnnouncementsFirstAndWithdrawalsShortPrefixesFirst() {
    CacheContents next =
        contents()
            .next(
                Sets.of(
                    Sets.vrp("10.1.0.0/16", 16, 9),
                    Sets.vrp("10.1.1.0/24", 24, 9),
                    Sets.vrp("2001:db8::/32", 48, 4)),
                8);
    CacheFsm fsm = new CacheFsm(CacheFsmConfig.DEFAULT, Optional.of(next));
    assertThat(on(fsm, 2, serial(9, 5)))
        .isEqualTo(
            "response9 +10.1.1.0/24 +10.1.0.0/16 -10.0.0.0/8 -10.0.0.0/8-24 -10.1.0.0/16"
                + " -2001:db8:1::/48 -64496[] end9/6t");
    assertThat(on(fsm, 2, serial(9, 6))).isEqualTo("response9 end9/6t");
  }

  @Test
  void whatIsNotKnownIsAnsweredWithCacheReset() {
    CacheContents c = contents();
    for (int i = 0; i < 5; i++) {
      c = c.next(Sets.of(Sets.vrp("10.0.0.0/8", 8 + i, 1)), 3);
    }
    CacheFsm fsm = new CacheFsm(CacheFsmConfig.DEFAULT, Optional.of(c));
    assertThat(on(fsm, 1, serial(8, 10))).isEqualTo("response8 end8/10t");
    assertThat(on(fsm, 1, serial(8, 7))).startsWith("response8 +").endsWith("end8/10t");
    assertThat(on(fsm, 1, serial(8, 6))).as("too long ago").isEqualTo("CacheReset1");
    assertThat(on(fsm, 1, serial(8, 11))).as("in the future").isEqualTo("CacheReset1");
    assertThat(on(fsm, 1, serial(7, 10))).as("another session").isEqualTo("CacheReset1");
  }

  @Test
  void whatCameAndWentBetweenTwoSerialsIsNotTold() {
    CacheContents c = contents();
    Payload more = c.payload().union(Sets.of(new Aspa(new Asn(5), List.of(new Asn(6)))));
    c = c.next(more, 9).next(SET, 9);
    CacheFsm fsm = new CacheFsm(CacheFsmConfig.DEFAULT, Optional.of(c));
    assertThat(on(fsm, 2, serial(9, 5))).isEqualTo("response9 end9/7t");
    assertThat(on(fsm, 2, serial(9, 6))).isEqualTo("response9 -5[] end9/7t");
  }

  @Test
  void aSetThatDidNotChangeKeepsItsSerial() {
    CacheContents c = contents();
    assertThat(c.next(SET.union(Payload.EMPTY), 9)).isSameAs(c);
  }

  @Test
  void withoutDataItSaysSo() {
    CacheFsm fsm = new CacheFsm(CacheFsmConfig.DEFAULT, Optional.empty());
    assertThat(on(fsm, 1, new RtrPdu.ResetQuery())).isEqualTo("error2v1");
    assertThat(words(fsm, fsm.on(new CacheInput.Changed(contents())))).isEqualTo("SerialNotify1");
    assertThat(on(fsm, 1, new RtrPdu.ResetQuery())).startsWith("response8");
  }

  // ---- Serial Notify

  @Test
  void routersAreNotifiedOncePerIntervalAndOfTheLatest() {
    CacheFsm fsm = fsm();
    CacheContents c = contents().next(Payload.EMPTY, 9);
    assertThat(fsm.on(new CacheInput.Changed(c))).as("not before a query").isEmpty();
    on(fsm, 2, new RtrPdu.ResetQuery());
    c = c.next(SET, 9);
    assertThat(words(fsm, fsm.on(new CacheInput.Changed(c)))).isEqualTo("SerialNotify2");
    c = c.next(Payload.EMPTY, 9);
    assertThat(fsm.on(new CacheInput.Changed(c))).isEmpty();
    List<CacheAction> later = fsm.on(new CacheInput.NotifyExpired());
    assertThat(later)
        .contains(new CacheAction.Send(2, new RtrPdu.SerialNotify(9, new RtrSerial(8))));
    on(fsm, 2, serial(9, 6));
    assertThat(fsm.on(new CacheInput.NotifyExpired())).as("it knows").isEmpty();
  }

  @Test
  void aChangeDuringAnAnswerIsNotifiedAfterIt() {
    CacheFsm fsm = fsm();
    List<CacheAction> actions = fsm.on(new CacheInput.Received(2, new RtrPdu.ResetQuery()));
    assertThat(actions).hasSize(1);
    assertThat(fsm.on(new CacheInput.Changed(contents().next(Payload.EMPTY, 9)))).isEmpty();
    assertThat(words(fsm, fsm.on(new CacheInput.Answered()))).isEqualTo("SerialNotify2");
  }

  @Test
  void aQueryDuringAnAnswerWaits() {
    CacheFsm fsm = fsm();
    fsm.on(new CacheInput.Received(2, new RtrPdu.ResetQuery()));
    assertThat(fsm.on(new CacheInput.Received(2, serial(9, 5)))).isEmpty();
    assertThat(words(fsm, fsm.on(new CacheInput.Answered()))).isEqualTo("response9 end9/5t");
  }

  // ---- versions and errors

  @ParameterizedTest(name = "a cache of {0} to {1}, a query of {2}: {3}")
  @CsvSource({
    "0, 1, 2, error4v1",
    "0, 0, 2, error4v0",
    "2, 2, 1, error4v2 close",
    "1, 2, 0, error4v1 close",
  })
  void aVersionItDoesNotSpeakIsRefusedWithItsOwn(int min, int max, int query, String expected) {
    CacheFsm fsm =
        new CacheFsm(new CacheFsmConfig(min, max, Timing.DEFAULT, 0), Optional.of(contents()));
    assertThat(on(fsm, query, new RtrPdu.ResetQuery())).isEqualTo(expected);
    if (query > max) {
      assertThat(on(fsm, max, new RtrPdu.ResetQuery())).as("the second try").contains("end");
    }
  }

  @Test
  void anotherVersionInASessionIsAnError() {
    CacheFsm fsm = fsm();
    on(fsm, 2, new RtrPdu.ResetQuery());
    assertThat(on(fsm, 1, new RtrPdu.ResetQuery())).isEqualTo("error8v2 close");
    assertThat(on(fsm, 2, new RtrPdu.ResetQuery())).as("nothing more is heard").isEmpty();
  }

  @Test
  void whatARouterDoesNotSendIsAnInvalidRequest() {
    for (RtrPdu pdu :
        List.of(
            new RtrPdu.CacheReset(),
            new RtrPdu.CacheResponse(1),
            RouterScript.notify(1, 1),
            RouterScript.end(2, 1, 1),
            Pdu.announce("10.0.0.0/8", 8, 1),
            Pdu.aspa(Change.ANNOUNCE, 1, 2))) {
      assertThat(on(fsm(), 2, pdu)).isEqualTo("error3v2 close");
    }
  }

  @Test
  void anErrorReportIsNeverAnswered() {
    for (ErrorCode code : ErrorCode.values()) {
      assertThat(on(fsm(), 2, RouterScript.error(code))).isEqualTo("close");
    }
    Malformed report = new Malformed(2, ErrorCode.CORRUPT_DATA, new byte[8], "x", false);
    CacheFsm fsm = fsm();
    assertThat(words(fsm, fsm.on(new CacheInput.Broken(report)))).isEqualTo("close");
    Malformed other = new Malformed(3, ErrorCode.UNSUPPORTED_VERSION, new byte[8], "x", true);
    CacheFsm second = fsm();
    assertThat(words(second, second.on(new CacheInput.Broken(other))))
        .isEqualTo("ErrorReport2 close");
  }

  // ---- a router beside it

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aRouterHasTheCachesSetWhateverHappens(int version) {
    for (long seed = 0; seed < 60; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Sets sets = new Sets(seed);
      CacheContents contents =
          CacheContents.first(random.nextInt(65536), new RtrSerial(-3), sets.next());
      Pair pair =
          new Pair(
              RouterConfig.DEFAULT, new CacheFsmConfig(0, version, Timing.DEFAULT, 0), contents);
      pair.connect();
      List<Payload> complete = new ArrayList<>();
      complete.add(null);
      complete.add(Sets.in(version, contents.payload()));
      for (int i = 0; i < 40; i++) {
        switch (random.nextInt(6)) {
          case 0, 1 -> {
            contents = contents.next(sets.next(), 4);
            complete.add(Sets.in(version, contents.payload()));
            pair.contents(contents);
          }
          case 2 -> {
            pair.cut();
            pair.connect();
          }
          case 3 -> pair.router(new RtrInput.Refresh());
          default -> {
            for (int n = random.nextInt(12); n > 0; n--) {
              pair.step();
            }
          }
        }
        assertThat(complete).as("only complete sets, seed %d", seed).contains(pair.published);
      }
      pair.settle();
      assertThat(pair.published)
          .as("seed %d", seed)
          .isEqualTo(Sets.in(version, contents.payload()));
      assertThat(pair.ends).allMatch(e -> e.startsWith("cut"));
      assertThat(pair.router.status().serial()).contains(contents.serial());
    }
  }
}
