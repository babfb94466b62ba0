package savd.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import savd.net.Asn;
import savd.net.BgpRole;

/** When members of our customer cone have to be told of it. */
class ConeToldTest {
  @Test
  void aConeThatIsThereBeforePiSavBeginsIsNewsWhenItBegins() {
    Scene scene =
        new Scene(SavRules.Start.AWAIT_SESSIONS)
            .neighbor(1, 5, "below", BgpRole.CUSTOMER)
            .neighbor(2, 3, "above", BgpRole.PROVIDER)
            .policy(Scene.on("above", new SavMethod.PiSav()).withRole(BgpRole.PROVIDER))
            .rpki("5: 4")
            .sessionUp(1)
            .sessionUp(2)
            .announce(1, "20.0.0.0/24", "5");
    scene.rules.takeConeChanged();
    assertThat(scene.rules.customerCone()).isEmpty();
    scene.endOfRib(1).endOfRib(2);
    assertThat(scene.rules.takeConeChanged()).isTrue();
    assertThat(scene.rules.customerCone().orElseThrow().members()).containsExactly(Asn.of(5));
    assertThat(scene.rules.takeConeChanged()).isFalse();
  }

  private static Scene below4() {
    return new Scene(SavRules.Start.AT_ONCE)
        .neighbor(1, 5, "below", BgpRole.CUSTOMER)
        .neighbor(2, 3, "above", BgpRole.PROVIDER)
        .policy(Scene.on("above", new SavMethod.PiSav()).withRole(BgpRole.PROVIDER))
        .rpki("5: 4")
        .announce(1, "20.0.0.0/24", "5");
  }

  @Test
  void whatComesWhileTheConeIsGoneThroughDoesNotDisturb() {
    Scene scene = below4();
    ConeScan scan = scene.rules.scanCone(ConeScan.Aim.PROTECTION).orElseThrow();
    assertThat(scan.next()).isTrue();
    scene.announce(1, "20.0.1.0/24", "5 6");
    while (scan.next()) {
      scene.announce(1, "20.0.2.0/24", "5 6");
    }
    assertThat(scan.protection()).isPresent();
  }

  @Test
  void aConeThatEndsWhileItIsGoneThroughIsNotToldOf() {
    Scene scene = below4();
    ConeScan scan = scene.rules.scanCone(ConeScan.Aim.CONE).orElseThrow();
    assertThat(scan.next()).isTrue();
    scene.policy();
    assertThat(scan.next()).isFalse();
    assertThat(scan.cone()).isEmpty();
    assertThat(scan.protection()).isEmpty();
  }
}
