package savd.testbed.scenario;

import java.util.Optional;
import savd.net.BgpRole;
import savd.testbed.scenario.ProblemStatement.Variant;

/**
 * What each method does to each kind of traffic: once by the text of the problem statement, once by
 * the algorithm as its document defines it (RFC 3704, RFC 8704). Written down by hand from the
 * documents; nothing here is computed by what is tested.
 *
 * <p>They differ in two places. Figure 6: the text says that EFP-uRPF algorithm A blocks P1 from AS
 * 2; but step 3 of RFC 8704, section 3.2, puts all prefixes of an origin on every interface where
 * one of them was received, so with P6 received from AS 2, P1 passes there. The text's conclusion
 * holds where AS 2 passes on nothing of AS 1's. Figures 8 and 9: the text lumps algorithms A and B
 * together as permitting P1 and P5 from AS 2; algorithm A does not permit P5, because nothing that
 * AS 5 originates is received from AS 2.
 */
public final class Expectations {
  /**
   * A pair of expectations.
   *
   * @param byText what the problem statement says
   * @param byDefinition what the method's own document yields; this is what savd must do
   */
  public record Expected(Verdict byText, Verdict byDefinition) {
    public boolean agree() {
      return byText == byDefinition;
    }
  }

  private Expectations() {}

  /** Empty where the documents put no such method on such an interface. */
  public static Optional<Expected> of(Traffic traffic, Method method, Variant variant) {
    return switch (traffic) {
      case FROM_PROVIDER, FROM_MULTIHOMED ->
          atProvider(method, both(Verdict.PERMIT), both(Verdict.PERMIT));
      case REFLECTION_FROM_PROVIDER, DIRECT_FROM_PROVIDER ->
          atProvider(method, both(Verdict.BLOCK), both(Verdict.PERMIT));
      case OF_AS1, OF_AS2, OF_AS5 -> atCustomer(method, both(Verdict.PERMIT));
      case HIDDEN_PREFIX ->
          atCustomer(method, both(method == Method.ACL ? Verdict.PERMIT : Verdict.BLOCK));
      case LIMITED_PROPAGATION -> limitedPropagation(method, variant);
      case REFLECTION_IN_CONE -> reflectionInCone(method, variant);
      case DIRECT_IN_CONE -> directInCone(method);
    };
  }

  private static Expected both(Verdict verdict) {
    return new Expected(verdict, verdict);
  }

  private static Verdict permitIf(boolean condition) {
    return condition ? Verdict.PERMIT : Verdict.BLOCK;
  }

  private static Optional<Expected> atProvider(Method method, Expected acl, Expected loose) {
    return switch (method) {
      case ACL -> Optional.of(acl);
      case LOOSE -> Optional.of(loose);
      case STRICT, FEASIBLE, VRF, EFP_A, EFP_B -> Optional.empty();
    };
  }

  private static Optional<Expected> atCustomer(Method method, Expected expected) {
    return method == Method.LOOSE ? Optional.empty() : Optional.of(expected);
  }

  private static Optional<Expected> limitedPropagation(Method method, Variant variant) {
    boolean customer = variant.as1() == BgpRole.CUSTOMER;
    return switch (method) {
      case ACL -> Optional.of(both(Verdict.PERMIT));
      case STRICT, FEASIBLE, VRF -> Optional.of(both(Verdict.BLOCK));
      case EFP_A -> Optional.of(new Expected(Verdict.BLOCK, permitIf(variant.p6ViaAs2())));
      case EFP_B ->
          Optional.of(new Expected(permitIf(customer), permitIf(customer || variant.p6ViaAs2())));
      case LOOSE -> Optional.empty();
    };
  }

  private static Optional<Expected> reflectionInCone(Method method, Variant variant) {
    return switch (method) {
      case ACL, STRICT, FEASIBLE, VRF -> Optional.of(both(Verdict.BLOCK));
      case EFP_A -> Optional.of(new Expected(Verdict.PERMIT, permitIf(variant.p6ViaAs2())));
      case EFP_B -> Optional.of(both(Verdict.PERMIT));
      case LOOSE -> Optional.empty();
    };
  }

  private static Optional<Expected> directInCone(Method method) {
    return switch (method) {
      case ACL, STRICT, FEASIBLE, VRF -> Optional.of(both(Verdict.BLOCK));
      case EFP_A -> Optional.of(new Expected(Verdict.PERMIT, Verdict.BLOCK));
      case EFP_B -> Optional.of(both(Verdict.PERMIT));
      case LOOSE -> Optional.empty();
    };
  }
}
