package savd.testbed.topology;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import savd.net.AddressFamily;

/**
 * Draws Internets: the same seed and traits give the same one.
 *
 * @param traits what they may have beyond the ordinary
 * @param smallest ASes at least, 10 and up
 * @param largest ASes at most
 */
public record InternetGenerator(Set<Trait> traits, int smallest, int largest) {
  /** Ordinary ones of 10 to 300 ASes; most are small, since small ones fail the same and fast. */
  public static final InternetGenerator ORDINARY =
      new InternetGenerator(EnumSet.noneOf(Trait.class), 10, 300);

  public InternetGenerator {
    traits = traits.isEmpty() ? EnumSet.noneOf(Trait.class) : EnumSet.copyOf(traits);
    if (smallest < 10 || largest < smallest) {
      throw new IllegalArgumentException(smallest + " to " + largest + " ASes");
    }
  }

  public Internet draw(long seed) {
    Dice dice = new Dice(seed);
    double r = dice.unit();
    int size = smallest + (int) ((largest - smallest + 1) * Math.pow(r, 6));
    NetworkDrawing drawing = new NetworkDrawing(dice, traits, size);
    Network network = drawing.draw();
    AddressDrawing addresses = new AddressDrawing(dice, traits, network, drawing.top());
    addresses.draw();
    return new Internet(
        seed,
        traits,
        dice.chance(0.7) ? AddressFamily.IPV4 : AddressFamily.IPV6,
        network,
        drawing.top(),
        addresses.announcements(),
        addresses.uses(),
        phases(dice, network));
  }

  private static List<BitSet> phases(Dice dice, Network network) {
    List<BitSet> out = new ArrayList<>();
    out.add(new BitSet());
    for (int i = dice.below(3); i > 0; i--) {
      BitSet down = new BitSet();
      for (int k = dice.between(1, 1 + network.links() / 20); k > 0; k--) {
        down.set(dice.below(network.links()));
      }
      out.add(down);
    }
    return out;
  }
}
