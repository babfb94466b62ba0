package savd.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import savd.net.IngressInterface;
import savd.net.IpAddress;

/** Dataplane, explanations and {@link Oracle}, compared on some addresses. */
record Comparison(Scene scene, Oracle oracle, List<IpAddress> probes) {
  /**
   * Compares.
   *
   * @param exactly false while removals wait: then only what ought to pass must
   */
  void compare(Remembered dataplane, SavPolicy policy, boolean exactly) {
    oracle.anew();
    for (InterfacePolicy p : policy.interfaces().values()) {
      IngressInterface here = p.ingress();
      for (IpAddress source : probes) {
        Optional<Boolean> expected = oracle.passes(source, p, policy);
        assertThat(dataplane.isBound(here.name())).isEqualTo(expected.isPresent());
        boolean passes = dataplane.passes(source, here);
        if (dataplane == scene.dataplane) {
          Explanation e = scene.rules.explain(source, here);
          assertThat(e.verdict() == Explanation.Verdict.PERMIT)
              .as("explanation of %s on %s by %s", source, here, p.method().word())
              .isEqualTo(passes);
          assertThat(e.reason().text()).isNotBlank();
        }
        if (exactly || expected.orElse(true)) {
          assertThat(passes)
              .as("%s on %s by %s", source, here, p.method().word())
              .isEqualTo(expected.orElse(true));
        }
      }
    }
  }
}
