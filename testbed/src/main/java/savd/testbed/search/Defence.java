package savd.testbed.search;

import java.util.List;
import java.util.Optional;
import savd.relation.ConeMode;
import savd.rules.SavMethod;

/**
 * What is tried on the interfaces towards providers.
 *
 * @param name for reports
 * @param method the method
 * @param mode which members count as reached only through the cone, where the method asks
 * @param answers what members of the cone say
 */
public record Defence(String name, SavMethod method, ConeMode mode, Answers answers) {
  /** Who says something. */
  public enum Answers {
    NOBODY,
    /** Some members, others not. */
    SOME,
    ALL
  }

  public static final Defence BAR_SAV_PI =
      new Defence("bar-sav-pi", new SavMethod.BarSavPi(), ConeMode.STANDALONE, Answers.NOBODY);
  public static final Defence STANDALONE =
      new Defence("standalone", new SavMethod.PiSav(), ConeMode.STANDALONE, Answers.NOBODY);
  public static final Defence STANDALONE_LOOSE =
      new Defence(
          "standalone-loose", new SavMethod.PiSavLoose(), ConeMode.STANDALONE, Answers.NOBODY);

  /** Members say whether they have providers outside, and whether they have a detour. */
  public static final Defence STANDALONE_TOLD =
      new Defence("standalone-told", new SavMethod.PiSav(), ConeMode.STANDALONE, Answers.ALL);

  public static final Defence CONSERVATIVE_SOME =
      new Defence("conservative-some", new SavMethod.PiSav(), ConeMode.CONSERVATIVE, Answers.SOME);
  public static final Defence CONSERVATIVE =
      new Defence("conservative", new SavMethod.PiSav(), ConeMode.CONSERVATIVE, Answers.ALL);
  public static final Defence AGGRESSIVE_SOME =
      new Defence("aggressive-some", new SavMethod.PiSav(), ConeMode.AGGRESSIVE, Answers.SOME);
  public static final Defence AGGRESSIVE =
      new Defence("aggressive", new SavMethod.PiSav(), ConeMode.AGGRESSIVE, Answers.ALL);

  /** All of them. */
  public static final List<Defence> EVERY =
      List.of(
          STANDALONE,
          STANDALONE_LOOSE,
          STANDALONE_TOLD,
          CONSERVATIVE_SOME,
          CONSERVATIVE,
          AGGRESSIVE_SOME,
          AGGRESSIVE,
          BAR_SAV_PI);

  /** True where sources without any route are blocked too: that is loose uRPF's to answer for. */
  boolean blocksUnrouted() {
    return method instanceof SavMethod.BarSavPi || method instanceof SavMethod.PiSavLoose;
  }

  /** The defence of a name. */
  public static Optional<Defence> named(String name) {
    return EVERY.stream().filter(d -> d.name().equals(name)).findFirst();
  }
}
