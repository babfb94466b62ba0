package savd.bench;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import savd.testbed.search.Defence;
import savd.testbed.search.ImproperBlockSearch;
import savd.testbed.search.Tally;
import savd.testbed.topology.InternetGenerator;
import savd.testbed.topology.Trait;

/**
 * The long search for improper blocks: {@code PiSavSearch FROM TO [TRAIT,...|- [DEFENCE,...|-
 * [SMALLEST-LARGEST]]]}. Prints what each defence did, and examples of what it should not have
 * done.
 */
public final class PiSavSearch {
  private PiSavSearch() {}

  public static void main(String[] args) {
    long from = Long.parseLong(args[0]);
    long to = Long.parseLong(args[1]);
    Set<Trait> traits = EnumSet.noneOf(Trait.class);
    if (args.length > 2 && !args[2].equals("-")) {
      Arrays.stream(args[2].split(",")).map(Trait::valueOf).forEach(traits::add);
    }
    List<Defence> defences =
        args.length > 3 && !args[3].equals("-")
            ? Arrays.stream(args[3].split(",")).map(n -> Defence.named(n).orElseThrow()).toList()
            : Defence.EVERY;
    int[] sizes =
        args.length > 4
            ? Arrays.stream(args[4].split("-")).mapToInt(Integer::parseInt).toArray()
            : new int[] {10, 300};
    InternetGenerator generator = new InternetGenerator(traits, sizes[0], sizes[1]);
    long start = System.nanoTime();
    Map<Defence, Tally> tallies =
        new ImproperBlockSearch(generator, defences)
            .run(
                from,
                to,
                seed -> {
                  if (seed % 1000 == 999) {
                    System.err.printf(
                        "%d topologies, %.0f/s%n",
                        seed + 1 - from, (seed + 1 - from) / ((System.nanoTime() - start) / 1e9));
                  }
                });
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "%d topologies %s in %.1f s, %.0f/s%n", to - from, traits, seconds, (to - from) / seconds);
    System.out.println(
        "defence, states, cone slots, never entering, blocked, share of never entering, improper slots, topologies with one");
    Map<String, Tally> byName = new TreeMap<>();
    tallies.forEach((d, t) -> byName.put(d.name(), t));
    byName.forEach(
        (name, t) ->
            System.out.printf(
                "%s, %d, %d, %d, %d, %.1f %%, %d, %d%n",
                name,
                t.states(),
                t.slots(),
                t.sheltered(),
                t.blocked(),
                100.0 * t.blocked() / Math.max(1, t.sheltered()),
                t.improperSlots(),
                t.improperTrials()));
    byName.values().forEach(t -> t.examples().stream().limit(6).forEach(System.out::println));
  }
}
