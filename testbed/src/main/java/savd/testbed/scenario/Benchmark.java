package savd.testbed.scenario;

import java.util.List;
import java.util.Optional;
import savd.testbed.rpki.RpkiData;
import savd.testbed.scenario.ProblemStatement.Variant;

/**
 * Cases of the BMWG's benchmark for source address validation (draft-ietf-bmwg-sav-benchmarking)
 * for a customer or provider interface, and what each method must make of them. Written down by
 * hand from the methods' documents; nothing here is computed by what is tested.
 */
final class Benchmark {
  /** A case: honest and spoofed sources on one interface of AS 4, the device under test. */
  enum Case {
    I2("I2, NO_EXPORT: AS 2 passes P6 on but not P1", Variant.P6_VIA_AS2, 2, "P1", "P5"),
    I2_NOTHING(
        "I2 as the working group's problem statement has it now: AS 2 passes on nothing of AS 1's",
        Variant.NOTHING_VIA_AS2,
        2,
        "P1",
        "P5"),
    I3(
        "I3, direct server return: AS 1 answers from P7, which AS 3 alone announces",
        Variant.P6_VIA_AS2,
        1,
        "P7",
        "P5"),
    I5("I5, direct attack within the cone", Variant.P6_VIA_AS2, 2, "P2", "P5"),
    I6("I6, reflection attack from the provider", Variant.P6_VIA_AS2, 3, "P3", "P1"),
    I7("I7, direct attack from the provider", Variant.P6_VIA_AS2, 3, "P3", "P2"),
    SUB_TRANSIT(
        "Negative check: P5 comes in from the provider honestly, as AS 3 is AS 5's provider too",
        Variant.P6_VIA_AS2,
        3,
        "P5",
        "P6");

    private final String text;
    private final Variant variant;
    private final int ingress;
    private final String honest;
    private final String spoofed;

    Case(String text, Variant variant, int ingress, String honest, String spoofed) {
      this.text = text;
      this.variant = variant;
      this.ingress = ingress;
      this.honest = honest;
      this.spoofed = spoofed;
    }

    Variant variant() {
      return variant;
    }

    /** The AS on the other side of the interface. */
    int ingress() {
      return ingress;
    }

    int honest() {
      return number(honest);
    }

    int spoofed() {
      return number(spoofed);
    }

    private static int number(String prefix) {
      return Integer.parseInt(prefix.substring(1));
    }

    boolean atProvider() {
      return ingress == 3;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** A method with the data it has. */
  enum Filter {
    STRICT("strict uRPF", "strict", "loose", Data.NONE),
    FEASIBLE("feasible-path uRPF", "feasible", "loose", Data.NONE),
    LOOSE("loose uRPF", "loose", "loose", Data.NONE),
    EFP_A("EFP-uRPF A", "efp-a", "loose", Data.NONE),
    EFP_A_EXCEPTION("EFP-uRPF A, exception for P7", "efp-a", "loose", Data.NONE),
    EFP_A_ROAS("EFP-uRPF A with ROAs", "efp-a", "loose", Data.ROAS),
    EFP_B("EFP-uRPF B", "efp-b", "loose", Data.NONE),
    EFP_B_ROAS("EFP-uRPF B with ROAs", "efp-b", "loose", Data.ROAS),
    BAR_ROAS("BAR-SAV with ROAs", "bar-sav", "bar-sav-pi", Data.ROAS),
    BAR("BAR-SAV with ROAs and ASPAs", "bar-sav", "bar-sav-pi", Data.ROAS_AND_ASPAS);

    private final String text;
    private final String customers;
    private final String provider;
    private final Data data;

    Filter(String text, String customers, String provider, Data data) {
      this.text = text;
      this.customers = customers;
      this.provider = provider;
      this.data = data;
    }

    String customers() {
      return customers;
    }

    String provider() {
      return provider;
    }

    Data data() {
      return data;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** What the RPKI says. Everybody takes part, or nobody. */
  enum Data {
    NONE,
    ROAS,
    ROAS_AND_ASPAS;

    /** AS 3 has let AS 1 originate P7 as well, for the sake of its server there. */
    RpkiData published() {
      RpkiData all = ProblemStatement.published(1, 2, 3, 4, 5);
      for (var p : ProblemStatement.prefixes(7)) {
        all = all.with(RpkiData.vrp(p.toString(), 1));
      }
      return switch (this) {
        case NONE -> new RpkiData(List.of(), List.of());
        case ROAS -> new RpkiData(all.vrps(), List.of());
        case ROAS_AND_ASPAS -> all;
      };
    }
  }

  /** What must become of the honest and of the spoofed packets. */
  record Expected(Verdict honest, Verdict spoofed) {}

  private static final Expected RIGHT = new Expected(Verdict.PERMIT, Verdict.BLOCK);
  private static final Expected TOO_STRICT = new Expected(Verdict.BLOCK, Verdict.BLOCK);
  private static final Expected TOO_LOOSE = new Expected(Verdict.PERMIT, Verdict.PERMIT);
  private static final Expected WRONG = new Expected(Verdict.BLOCK, Verdict.PERMIT);

  private Benchmark() {}

  /** Empty where the method is not for such an interface, or says nothing new there. */
  static Optional<Expected> expected(Case c, Filter f) {
    return switch (c) {
      case I2 -> atCustomer(f, TOO_STRICT, RIGHT, RIGHT, TOO_LOOSE, TOO_LOOSE, RIGHT, RIGHT);
      case I2_NOTHING ->
          atCustomer(
              f, TOO_STRICT, TOO_STRICT, TOO_STRICT, TOO_LOOSE, TOO_LOOSE, TOO_STRICT, RIGHT);
      case I3 ->
          f == Filter.EFP_A_EXCEPTION
              ? Optional.of(RIGHT)
              : atCustomer(f, TOO_STRICT, TOO_STRICT, RIGHT, WRONG, TOO_LOOSE, RIGHT, RIGHT);
      case I5 -> atCustomer(f, RIGHT, RIGHT, RIGHT, TOO_LOOSE, TOO_LOOSE, RIGHT, RIGHT);
      case I6, I7, SUB_TRANSIT -> atProvider(f);
    };
  }

  /** Strict and feasible-path uRPF do the same in all of these cases. */
  private static Optional<Expected> atCustomer(
      Filter f,
      Expected strict,
      Expected efpA,
      Expected efpARoas,
      Expected efpB,
      Expected efpBRoas,
      Expected barRoas,
      Expected bar) {
    return switch (f) {
      case STRICT, FEASIBLE -> Optional.of(strict);
      case LOOSE -> Optional.of(TOO_LOOSE);
      case EFP_A -> Optional.of(efpA);
      case EFP_A_EXCEPTION -> Optional.empty();
      case EFP_A_ROAS -> Optional.of(efpARoas);
      case EFP_B -> Optional.of(efpB);
      case EFP_B_ROAS -> Optional.of(efpBRoas);
      case BAR_ROAS -> Optional.of(barRoas);
      case BAR -> Optional.of(bar);
    };
  }

  private static Optional<Expected> atProvider(Filter f) {
    return switch (f) {
      case LOOSE, BAR_ROAS -> Optional.of(TOO_LOOSE);
      case BAR -> Optional.of(RIGHT);
      case STRICT, FEASIBLE, EFP_A, EFP_A_EXCEPTION, EFP_A_ROAS, EFP_B, EFP_B_ROAS ->
          Optional.empty();
    };
  }
}
