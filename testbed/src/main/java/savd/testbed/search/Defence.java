package savd.testbed.search;

import savd.rules.SavMethod;

/**
 * What is tried on the interfaces towards providers.
 *
 * @param name for reports
 * @param method the method
 */
public record Defence(String name, SavMethod method) {
  public static final Defence BAR_SAV_PI = new Defence("bar-sav-pi", new SavMethod.BarSavPi());
}
