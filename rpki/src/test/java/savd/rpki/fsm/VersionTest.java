package savd.rpki.fsm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import savd.rpki.message.ErrorCode;
import savd.rpki.message.RtrPdu;
import savd.rpki.wire.Pdu;

/** Negotiation goes down and never up within a session (RFC 8210 and 8210bis, section 7). */
class VersionTest {
  private static final RtrPdu A = Pdu.announce("192.0.2.0/24", 24, 64496);
  private static final RtrPdu UNSUPPORTED = RouterScript.error(ErrorCode.UNSUPPORTED_VERSION);

  @Test
  void theVersionARefusalNamesIsAskedOnTheSameConnection() {
    RouterScript s = new RouterScript();
    assertThat(s.connect()).isEqualTo("reset2");
    assertThat(s.receive(0, UNSUPPORTED)).isEqualTo("note reset0");
    assertThat(s.answer(0, 7, 1, A)).isEqualTo("publish");
    assertThat(s.status().version()).contains(0);
  }

  @Test
  void aCacheThatClosesAfterItsRefusalIsAskedAgainSoonAndInItsVersion() {
    RouterScript s = new RouterScript();
    s.connect();
    s.receive(1, UNSUPPORTED);
    s.on(new RtrInput.Lost("closed"));
    assertThat(s.secondsUntil(RtrTimer.RETRY)).isEqualTo(1);
    assertThat(s.connect()).isEqualTo("reset1");
    assertThat(s.answer(1, 7, 1, A)).isEqualTo("publish");
  }

  @Test
  void aCacheThatEchoesOurVersionIsAskedInTheNextLowerOne() {
    RouterScript s = new RouterScript();
    s.connect();
    assertThat(s.receive(2, UNSUPPORTED)).isEqualTo("note reset1");
    assertThat(s.receive(1, UNSUPPORTED)).isEqualTo("note reset0");
    assertThat(s.receive(0, UNSUPPORTED)).isEqualTo("close end");
    assertThat(s.secondsUntil(RtrTimer.RETRY)).as("no version in common").isEqualTo(600);
    assertThat(s.connect()).isEqualTo("reset2");
  }

  @Test
  void anAnswerInALowerVersionFixesIt() {
    RouterScript s = new RouterScript();
    s.connect();
    assertThat(s.answer(1, 7, 1, A)).isEqualTo("note publish");
    assertThat(s.receive(1, RouterScript.notify(7, 2))).isEqualTo("serial1(1)");
    assertThat(s.receive(2, new RtrPdu.CacheResponse(7))).isEqualTo("error8 close end");
  }

  @Test
  void aLowerVersionInTheMiddleOfASessionIsAnError() {
    RouterScript s = new RouterScript();
    s.load(7, 1, A);
    assertThat(s.receive(1, RouterScript.notify(7, 2))).isEqualTo("error8 close end");
  }

  @Test
  void aHigherVersionIsAnError() {
    RouterScript s = new RouterScript(RouterConfig.DEFAULT.withVersions(0, 1));
    assertThat(s.connect()).isEqualTo("reset1");
    assertThat(s.receive(2, new RtrPdu.CacheResponse(7))).isEqualTo("error8 close end");
    RouterScript t = new RouterScript(RouterConfig.DEFAULT.withVersions(0, 1));
    t.connect();
    assertThat(t.receive(2, UNSUPPORTED)).as("nothing to go down to").isEqualTo("close end");
  }

  @Test
  void aVersionBelowTheLeastIsRefused() {
    RouterScript s = new RouterScript(RouterConfig.DEFAULT.withVersions(2, 2));
    s.connect();
    assertThat(s.receive(1, new RtrPdu.CacheResponse(7))).isEqualTo("error4 close end");
    s.connect();
    assertThat(s.receive(1, UNSUPPORTED)).isEqualTo("close end");
  }

  @Test
  void theVersionOfTheCacheIsRememberedForAWhile() {
    RouterScript s = new RouterScript();
    s.connect();
    s.receive(1, UNSUPPORTED);
    s.answer(1, 7, 5, A);
    s.on(new RtrInput.Lost("gone"));
    assertThat(s.connect()).isEqualTo("serial1(5)");
    s.answer(1, 7, 5);
    s.sleep(3601);
    s.on(new RtrInput.Lost("gone"));
    assertThat(s.connect())
        .as("perhaps it learned; data of version 1 do not help")
        .isEqualTo("reset2");
    assertThat(s.published()).as("and stay in force meanwhile").isNotNull();
  }

  @Test
  void newVersionsInTheConfigurationForgetTheRememberedOne() {
    RouterScript s = new RouterScript();
    s.connect();
    s.receive(0, UNSUPPORTED);
    s.on(new RtrInput.Reconfigure(RouterConfig.DEFAULT.withVersions(1, 2)));
    s.on(new RtrInput.Lost("closed"));
    assertThat(s.connect()).isEqualTo("reset2");
  }

  @Test
  void notifiesBeforeTheFirstAnswerMeanNothingInAnyVersion() {
    RouterScript s = new RouterScript();
    s.connect();
    assertThat(s.receive(0, RouterScript.notify(1, 1))).isEmpty();
    assertThat(s.receive(1, RouterScript.notify(2, 9))).isEmpty();
    assertThat(s.answer(2, 7, 1, A)).isEqualTo("publish");
  }

  @Test
  void aDeltaOfAnotherVersionsSessionIsNotApplied() {
    RouterScript s = new RouterScript();
    s.load(7, 5, A);
    s.on(new RtrInput.Lost("gone"));
    assertThat(s.connect()).isEqualTo("serial2(5)");
    assertThat(s.receive(1, new RtrPdu.CacheResponse(7))).isEqualTo("note close end");
    assertThat(s.connect()).isEqualTo("reset1");
  }

  @Test
  void noDataFixesTheVersionToo() {
    RouterScript s = new RouterScript();
    s.connect();
    s.receive(1, RouterScript.error(ErrorCode.NO_DATA_AVAILABLE));
    assertThat(s.fsm().state()).isEqualTo(CacheState.NO_DATA);
    assertThat(s.expire(RtrTimer.RETRY)).isEqualTo("reset1");
  }

  @Test
  void dataOfOneVersionAreNotContinuedInTheSessionOfAnother() {
    RouterScript s = new RouterScript();
    s.load(9, 5, A);
    s.on(new RtrInput.Lost("gone"));
    s.connect();
    s.receive(1, UNSUPPORTED);
    s.receive(1, new RtrPdu.CacheResponse(8));
    s.sleep(3601);
    s.on(new RtrInput.Lost("in the middle"));
    assertThat(s.connect()).as("session 8 is none of version 2").isEqualTo("reset2");
    assertThat(s.published()).isNotNull();
  }
}
