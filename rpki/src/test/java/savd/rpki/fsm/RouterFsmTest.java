package savd.rpki.fsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.rpki.message.Change;
import savd.rpki.message.ErrorCode;
import savd.rpki.message.RtrPdu;
import savd.rpki.message.RtrSerial;
import savd.rpki.message.Timing;
import savd.rpki.payload.Payload;
import savd.rpki.payload.RouterKey;
import savd.rpki.payload.VrpTable;
import savd.rpki.wire.Pdu;

class RouterFsmTest {
  private static final RtrPdu A = Pdu.announce("192.0.2.0/24", 24, 64496);
  private static final RtrPdu B = Pdu.announce("198.51.100.0/22", 24, 64497);
  private static final RtrPdu C = Pdu.announce("2001:db8::/32", 48, 64498);
  private static final RtrPdu NOT_A = Pdu.withdraw("192.0.2.0/24", 24, 64496);
  private static final RtrPdu ASPA = Pdu.aspa(Change.ANNOUNCE, 64496, 64500, 64501);

  private static RtrPdu key(Change change, int asn) {
    return new RtrPdu.RouterKeyPdu(change, new RouterKey(new Asn(asn), new byte[20], new byte[91]));
  }

  private static List<String> vrps(Payload p) {
    return java.util.Arrays.stream(AddressFamily.values())
        .map(p::vrps)
        .flatMap(t -> java.util.stream.IntStream.range(0, t.size()).mapToObj(t::vrp))
        .map(Object::toString)
        .toList();
  }

  // ---- updates

  @Test
  void nothingIsSeenOfALoadBeforeItsEnd() {
    RouterScript s = new RouterScript();
    assertThat(s.connect()).isEqualTo("reset2");
    assertThat(s.receive(2, new RtrPdu.CacheResponse(7), A, B, C, ASPA, key(Change.ANNOUNCE, 1)))
        .isEmpty();
    assertThat(s.published()).isNull();
    assertThat(s.receive(2, RouterScript.end(2, 7, 1))).isEqualTo("publish");
    assertThat(vrps(s.published()))
        .containsExactly(
            "192.0.2.0/24 AS64496", "198.51.100.0/22-24 AS64497", "2001:db8::/32-48 AS64498");
    assertThat(s.published().aspas().aspa(0)).hasToString("AS64496 -> AS64500 AS64501");
    assertThat(s.published().routerKeys()).hasSize(1);
    assertThat(s.status().version()).contains(2);
    assertThat(s.status().session()).contains(7);
    assertThat(s.status().serial()).contains(new RtrSerial(1));
    assertThat(s.status().counters().fullLoads()).isEqualTo(1);
  }

  @Test
  void aDeltaIsAppliedWholeAndTheOldSetStaysAsItWas() {
    RouterScript s = new RouterScript();
    s.load(7, 1, A, B, ASPA);
    Payload old = s.published();
    assertThat(s.receive(2, RouterScript.notify(7, 2))).isEqualTo("serial2(1)");
    assertThat(
            s.answer(
                2,
                7,
                2,
                NOT_A,
                C,
                Pdu.aspa(Change.ANNOUNCE, 64496, 64502),
                Pdu.aspa(Change.ANNOUNCE, 64499, 0)))
        .isEqualTo("publish");
    assertThat(vrps(s.published()))
        .containsExactly("198.51.100.0/22-24 AS64497", "2001:db8::/32-48 AS64498");
    assertThat(s.published().aspas().aspa(0)).hasToString("AS64496 -> AS64502");
    assertThat(s.published().aspas().aspa(1)).hasToString("AS64499 -> AS0");
    assertThat(vrps(old)).containsExactly("192.0.2.0/24 AS64496", "198.51.100.0/22-24 AS64497");
    assertThat(old.aspas().size()).isEqualTo(1);
  }

  @Test
  void aCacheThatDiesInTheMiddleOfAnUpdateLeavesTheLastCompleteSet() {
    RouterScript s = new RouterScript();
    s.load(7, 1, A);
    Payload old = s.published();
    s.receive(2, RouterScript.notify(7, 2), new RtrPdu.CacheResponse(7), NOT_A, B);
    assertThat(s.on(new RtrInput.Lost("reset"))).isEqualTo("end");
    assertThat(s.status().payload()).containsSame(old);
    assertThat(s.status().lastError()).isEqualTo("reset in the middle of an update");
    // What was begun is asked for again, from the serial that is complete.
    assertThat(s.connect()).isEqualTo("serial2(1)");
    assertThat(s.answer(2, 7, 2, NOT_A, B)).isEqualTo("publish");
    assertThat(vrps(s.published())).containsExactly("198.51.100.0/22-24 AS64497");
  }

  @Test
  void aVrpMayComeAndGoWithinOneDelta() {
    RouterScript s = new RouterScript();
    s.load(7, 1, A);
    RtrPdu notB = Pdu.withdraw("198.51.100.0/22", 24, 64497);
    s.receive(2, RouterScript.notify(7, 2));
    assertThat(s.answer(2, 7, 2, B, notB, NOT_A, A, B)).isEqualTo("publish");
    assertThat(vrps(s.published()))
        .containsExactly("192.0.2.0/24 AS64496", "198.51.100.0/22-24 AS64497");
  }

  @Test
  void aLoadMayTakeBackWhatItSaid() {
    RouterScript s = new RouterScript();
    assertThat(s.load(7, 1, A, B, NOT_A, C)).isEqualTo("publish");
    assertThat(vrps(s.published()))
        .containsExactly("198.51.100.0/22-24 AS64497", "2001:db8::/32-48 AS64498");
  }

  @Test
  void anUpdateThatChangesNothingIsNotPublishedButKeepsTheDataAlive() {
    RouterScript s = new RouterScript();
    s.load(7, 1, A);
    s.sleep(3000);
    s.on(new RtrInput.Refresh());
    assertThat(s.answer(2, 7, 1)).isEmpty();
    assertThat(s.secondsUntil(RtrTimer.EXPIRE)).isEqualTo(7200);
    s.on(new RtrInput.Reset());
    assertThat(s.answer(2, 7, 1, A)).as("the same set once more").isEmpty();
  }

  @Test
  void prefixesTakeTheShortWayOnlyWhileTheyAreExpected() {
    RouterScript s = new RouterScript();
    assertThat(collect(s, 2, Change.ANNOUNCE)).isFalse();
    s.connect();
    assertThat(collect(s, 2, Change.ANNOUNCE)).isFalse();
    s.receive(2, new RtrPdu.CacheResponse(7));
    assertThat(collect(s, 1, Change.ANNOUNCE)).as("another version").isFalse();
    assertThat(collect(s, 2, Change.ANNOUNCE)).isTrue();
    assertThat(s.receive(2, RouterScript.end(2, 7, 1))).isEqualTo("publish");
    assertThat(vrps(s.published())).containsExactly("10.0.0.0/8 AS64496");
    assertThat(s.status().counters().prefixes()).isEqualTo(1);
  }

  private static boolean collect(RouterScript s, int version, Change change) {
    return s.fsm().collect(version, change, AddressFamily.IPV4, 0, 0x0A00_0000L, 8, 8, 64496);
  }

  @Test
  void anUpdateWithoutEndIsCutOff() {
    RouterScript s = new RouterScript(RouterConfig.DEFAULT.withMaxRecords(3));
    s.connect();
    s.receive(2, new RtrPdu.CacheResponse(7), A, B);
    assertThat(collect(s, 2, Change.ANNOUNCE)).isTrue();
    assertThat(collect(s, 2, Change.ANNOUNCE)).isFalse();
    assertThat(s.receive(2, C)).isEqualTo("error1 close end");
    RouterScript t = new RouterScript(RouterConfig.DEFAULT.withMaxRecords(3));
    assertThat(t.load(7, 1, A, ASPA)).startsWith("error1 close end");
  }

  // ---- mistakes

  private void refused(String error, RtrPdu... delta) {
    RouterScript s = new RouterScript();
    s.load(7, 1, A, ASPA, key(Change.ANNOUNCE, 1));
    Payload old = s.published();
    s.receive(2, RouterScript.notify(7, 2));
    assertThat(s.answer(2, 7, 2, delta)).isEqualTo(error + " close end");
    assertThat(s.status().payload()).containsSame(old);
    assertThat(s.connect()).as("the two sides disagree, so all anew").isEqualTo("reset2");
  }

  @Test
  void whatWouldCorruptTheDataIsRefusedWithItsCode() {
    refused("error6", Pdu.withdraw("198.51.100.0/22", 24, 64497));
    refused("error6", Pdu.withdraw("192.0.2.0/24", 25, 64496));
    refused("error6", NOT_A, NOT_A);
    refused("error6", Pdu.aspa(Change.WITHDRAW, 64499));
    refused("error6", Pdu.aspa(Change.WITHDRAW, 64496), Pdu.aspa(Change.WITHDRAW, 64496));
    refused("error6", key(Change.WITHDRAW, 2));
    refused("error7", A);
    refused("error7", B, B);
    refused("error7", key(Change.ANNOUNCE, 1));
  }

  @Test
  void aDuplicateInAFullLoadIsNamed() {
    RouterScript s = new RouterScript();
    assertThat(s.load(7, 1, C, A, B, A)).isEqualTo("error7 close end");
    assertThat(s.last()).anyMatch(a -> a instanceof RtrAction.Complain c && c.about().equals(A));
    assertThat(s.status().lastError()).contains("192.0.2.0/24 AS64496");
  }

  @Test
  void providerListsAgainstTheRulesAreError9() {
    refused("error9", Pdu.aspa(Change.ANNOUNCE, 64499));
    refused("error9", Pdu.aspa(Change.ANNOUNCE, 64499, 64501, 64500));
    refused("error9", Pdu.aspa(Change.ANNOUNCE, 64499, 64500, 64500));
    refused("error9", Pdu.aspa(Change.ANNOUNCE, 64499, 0, 64500));
    refused("error9", Pdu.aspa(Change.ANNOUNCE, 64499, 64499));
    refused("error9", Pdu.aspa(Change.ANNOUNCE, 0, 64499));
    refused("error9", Pdu.aspa(Change.WITHDRAW, 64496, 64500, 64501));
  }

  @Test
  void providersAreOrderedAsUnsignedNumbers() {
    RouterScript s = new RouterScript();
    assertThat(s.load(7, 1, Pdu.aspa(Change.ANNOUNCE, 5, 1, (int) 4200000000L)))
        .isEqualTo("publish");
  }

  @Test
  void knownMistakesAreForgivenWhereConfiguredAndCounted() {
    RouterScript s =
        new RouterScript(RouterConfig.DEFAULT.withLeniencies(Set.of(Leniency.values())));
    assertThat(s.load(7, 1, A, A, ASPA, A)).isEqualTo("publish");
    s.receive(2, RouterScript.notify(7, 2));
    assertThat(
            s.answer(
                2,
                7,
                2,
                Pdu.withdraw("198.51.100.0/22", 24, 64497),
                A,
                Pdu.aspa(Change.WITHDRAW, 64496, 64500, 64501),
                Pdu.aspa(Change.WITHDRAW, 64499),
                Pdu.aspa(Change.ANNOUNCE, 64498, 3, 2, 3)))
        .isEqualTo("publish");
    assertThat(vrps(s.published())).containsExactly("192.0.2.0/24 AS64496");
    assertThat(s.published().aspas().size()).isEqualTo(1);
    assertThat(s.published().aspas().aspa(0)).hasToString("AS64498 -> AS2 AS3");
    assertThat(s.status().counters().forgiven())
        .containsEntry(Leniency.DUPLICATE_ANNOUNCEMENT, 3L)
        .containsEntry(Leniency.UNKNOWN_WITHDRAWAL, 2L)
        .containsEntry(Leniency.WITHDRAWAL_WITH_PROVIDERS, 1L)
        .containsEntry(Leniency.UNSORTED_PROVIDERS, 1L);
  }

  @Test
  void aListWithoutProvidersIsNeverForgiven() {
    RouterScript s =
        new RouterScript(RouterConfig.DEFAULT.withLeniencies(Set.of(Leniency.values())));
    assertThat(s.load(7, 1, Pdu.aspa(Change.ANNOUNCE, 64499))).isEqualTo("error9 close end");
  }

  @Test
  void anErrorReportIsNeverAnswered() {
    for (ErrorCode code : ErrorCode.values()) {
      RouterScript s = new RouterScript();
      s.load(7, 1, A);
      assertThat(s.receive(2, RouterScript.error(code))).doesNotContain("error");
      assertThat(s.receive(2, RouterScript.error(code))).isEmpty();
    }
    RouterScript s = new RouterScript();
    s.load(7, 1, A);
    assertThat(s.receive(1, RouterScript.error(ErrorCode.CORRUPT_DATA)))
        .as("of another version")
        .isEqualTo("close end");
    assertThat(s.status().lastError()).isEqualTo("the cache reports: Corrupt Data (0)");
    assertThat(s.status().counters().errorsReceived()).isEqualTo(1);
    assertThat(s.status().counters().errorsSent()).isZero();
  }

  // ---- session and serial

  @Test
  void aReconnectContinuesWithASerialQuery() {
    RouterScript s = new RouterScript();
    s.load(7, 5, A);
    s.on(new RtrInput.Lost("gone"));
    assertThat(s.connect()).isEqualTo("serial2(5)");
    assertThat(s.receive(2, new RtrPdu.CacheReset())).isEqualTo("reset2");
    assertThat(s.answer(2, 9, 1, B)).isEqualTo("publish");
    assertThat(s.status().session()).contains(9);
  }

  @Test
  void aCacheThatRestartedWithAnotherSessionIsAskedForEverything() {
    RouterScript s = new RouterScript();
    s.load(7, 5, A);
    Payload old = s.published();
    s.on(new RtrInput.Lost("gone"));
    s.connect();
    assertThat(s.receive(2, new RtrPdu.CacheResponse(8))).isEqualTo("error0 close end");
    assertThat(s.status().payload()).as("until the new set is complete").containsSame(old);
    assertThat(s.connect()).isEqualTo("reset2");
    assertThat(s.answer(2, 8, 1, B)).isEqualTo("publish");
    assertThat(vrps(s.published())).containsExactly("198.51.100.0/22-24 AS64497");
  }

  @Test
  void aCacheThatHangsUpOnASerialQueryIsAskedForEverything() {
    RouterScript s = new RouterScript();
    s.load(7, 5, A);
    s.on(new RtrInput.Lost("gone"));
    assertThat(s.connect()).isEqualTo("serial2(5)");
    s.on(new RtrInput.Lost("closed"));
    assertThat(s.connect()).isEqualTo("reset2");
  }

  @Test
  void serialsWrapAround() {
    RouterScript s = new RouterScript();
    s.load(7, 0xFFFF_FFFFL, A);
    assertThat(s.receive(2, RouterScript.notify(7, 0))).isEqualTo("serial2(4294967295)");
    assertThat(s.answer(2, 7, 0, B)).isEqualTo("publish");
    assertThat(s.receive(2, RouterScript.notify(7, 1))).isEqualTo("serial2(0)");
    assertThat(s.answer(2, 7, 0x7FFF_FFFFL, C)).isEqualTo("publish");
    assertThat(s.status().serial()).contains(new RtrSerial(0x7FFF_FFFF));
  }

  @Test
  void aSerialThatGoesBackIsCorrupt() {
    RouterScript s = new RouterScript();
    s.load(7, 5, A);
    s.receive(2, RouterScript.notify(7, 6));
    assertThat(s.answer(2, 7, 4, B)).isEqualTo("error0 close end");
    assertThat(s.connect()).isEqualTo("reset2");
  }

  @Test
  void aNotifyInTheMiddleOfAnUpdateIsRemembered() {
    RouterScript s = new RouterScript();
    s.connect();
    s.receive(2, new RtrPdu.CacheResponse(7), A, RouterScript.notify(7, 3));
    assertThat(s.receive(2, RouterScript.end(2, 7, 2))).isEqualTo("publish serial2(2)");
    s.answer(2, 7, 3);
    assertThat(s.fsm().state()).isEqualTo(CacheState.SYNCHRONIZED);
    s.receive(2, RouterScript.notify(7, 4), new RtrPdu.CacheResponse(7));
    s.receive(2, RouterScript.notify(7, 4));
    assertThat(s.receive(2, RouterScript.end(2, 7, 4))).as("not newer any more").isEmpty();
  }

  // ---- timers

  @Test
  void refreshRetryAndExpireAreThoseOfTheCache() {
    RouterScript s = new RouterScript();
    s.connect();
    s.receive(
        2,
        new RtrPdu.CacheResponse(7),
        A,
        new RtrPdu.EndOfData(7, new RtrSerial(1), Optional.of(new Timing(100, 50, 1000))));
    assertThat(s.secondsUntil(RtrTimer.REFRESH)).isEqualTo(100);
    assertThat(s.secondsUntil(RtrTimer.EXPIRE)).isEqualTo(1000);
    assertThat(s.expire(RtrTimer.REFRESH)).isEqualTo("serial2(1)");
    s.receive(2, RouterScript.error(ErrorCode.NO_DATA_AVAILABLE));
    assertThat(s.secondsUntil(RtrTimer.RETRY)).isEqualTo(50);
    assertThat(s.expire(RtrTimer.RETRY)).isEqualTo("serial2(1)");
  }

  @ParameterizedTest(name = "{0} {1} {2} becomes {3} {4} {5}")
  @CsvSource({
    "0, 0, 0, 1, 1, 600",
    "4294967295, 4294967295, 4294967295, 86400, 7200, 172800",
    "3600, 600, 3600, 3600, 600, 3601",
    "86401, 7201, 172801, 86400, 7200, 172800",
    "1, 7200, 600, 1, 7200, 7201",
    "3600, 600, 7200, 3600, 600, 7200",
  })
  void intervalsOutOfRangeAreClamped(long a, long b, long c, long x, long y, long z) {
    RouterScript s = new RouterScript();
    s.connect();
    s.receive(
        2,
        new RtrPdu.CacheResponse(7),
        new RtrPdu.EndOfData(7, new RtrSerial(1), Optional.of(new Timing(a, b, c))));
    assertThat(s.status().timing()).isEqualTo(new Timing(x, y, z));
    assertThat(s.secondsUntil(RtrTimer.REFRESH)).isEqualTo(x);
    assertThat(s.secondsUntil(RtrTimer.EXPIRE)).isEqualTo(z);
  }

  @Test
  void version0HasTheIntervalsOfTheDocument() {
    RouterScript s = new RouterScript(RouterConfig.DEFAULT.withVersions(0, 0));
    assertThat(s.connect()).isEqualTo("reset0");
    s.answer(0, 7, 1, A);
    assertThat(s.status().timing()).isEqualTo(new Timing(3600, 600, 7200));
  }

  @Test
  void dataOfALostCacheStayUntilTheyExpireAndNoLonger() {
    RouterScript s = new RouterScript();
    s.load(7, 1, A);
    s.on(new RtrInput.Lost("gone"));
    for (int i = 0; i < 6; i++) {
      s.expire(RtrTimer.RETRY);
      s.on(new RtrInput.Lost("refused"));
      assertThat(s.published()).isNotNull();
    }
    assertThat(s.expire(RtrTimer.EXPIRE)).isEqualTo("expire");
    assertThat(s.status().payload()).isEmpty();
    assertThat(s.status().counters().expiries()).isEqualTo(1);
    assertThat(s.connect()).as("nothing to continue").isEqualTo("reset2");
    assertThat(s.answer(2, 7, 1, A)).isEqualTo("publish");
  }

  @Test
  void dataThatExpireInTheMiddleOfADeltaAreFollowedByTheWholeSet() {
    RouterScript s = new RouterScript();
    s.load(7, 1, A);
    s.receive(2, RouterScript.notify(7, 2), new RtrPdu.CacheResponse(7), B);
    assertThat(s.expire(RtrTimer.EXPIRE)).isEqualTo("expire");
    assertThat(s.receive(2, RouterScript.end(2, 7, 2))).isEqualTo("publish");
    assertThat(vrps(s.published()))
        .containsExactly("192.0.2.0/24 AS64496", "198.51.100.0/22-24 AS64497");
  }

  @Test
  void dataThatExpireBeforeTheAnswerAreAskedForAnew() {
    RouterScript s = new RouterScript();
    s.load(7, 1, A);
    s.receive(2, RouterScript.notify(7, 2));
    s.expire(RtrTimer.EXPIRE);
    assertThat(s.receive(2, new RtrPdu.CacheResponse(7))).isEqualTo("close end");
    assertThat(s.connect()).isEqualTo("reset2");
  }

  @Test
  void aCacheThatFallsSilentIsLeftButASlowOneIsNot() {
    RouterScript s = new RouterScript();
    s.connect();
    s.receive(2, new RtrPdu.CacheResponse(7));
    for (int i = 0; i < 5; i++) {
      s.sleep(50);
      assertThat(s.receive(2, Pdu.announce("10." + i + ".0.0/16", 16, 1))).isEmpty();
    }
    assertThat(s.expire(RtrTimer.RESPONSE)).isEmpty();
    assertThat(s.fsm().state()).isEqualTo(CacheState.RECEIVING);
    assertThat(s.secondsUntil(RtrTimer.RESPONSE)).isEqualTo(60);
    assertThat(s.expire(RtrTimer.RESPONSE)).isEqualTo("close end");
  }

  @Test
  void attemptsGetRarerUpToTheRetryInterval() {
    RouterScript s = new RouterScript();
    s.on(new RtrInput.Start());
    long[] waits = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600};
    for (long wait : waits) {
      s.on(new RtrInput.Lost("refused"));
      assertThat(s.secondsUntil(RtrTimer.RETRY)).isEqualTo(wait);
      assertThat(s.expire(RtrTimer.RETRY)).isEqualTo("connect");
    }
    s.on(new RtrInput.Connected());
    s.answer(2, 7, 1, A);
    s.on(new RtrInput.Lost("gone"));
    assertThat(s.secondsUntil(RtrTimer.RETRY)).as("after a success").isEqualTo(1);
  }

  @Test
  void restoredDataAreInForceAndContinued() {
    RouterScript first = new RouterScript();
    first.load(7, 5, A);
    RouterScript s = new RouterScript();
    assertThat(
            s.on(
                new RtrInput.Restore(
                    first.published(), 2, 7, new RtrSerial(5), 1_000_000_000_000L)))
        .isEqualTo("publish");
    assertThat(s.secondsUntil(RtrTimer.EXPIRE)).isEqualTo(1000);
    assertThat(s.connect()).isEqualTo("serial2(5)");
    assertThat(s.answer(2, 7, 6, B)).isEqualTo("publish");
    assertThat(vrps(s.published()))
        .containsExactly("192.0.2.0/24 AS64496", "198.51.100.0/22-24 AS64497");
  }

  @Test
  void unchangedPartsOfASetAreTheVeryOnesOfTheFormer() {
    RouterScript s = new RouterScript();
    s.load(7, 1, A, C, ASPA);
    VrpTable v6 = s.published().ipv6();
    s.receive(2, RouterScript.notify(7, 2));
    s.answer(2, 7, 2, B);
    assertThat(s.published().ipv6()).isSameAs(v6);
  }
}
