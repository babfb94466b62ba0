package savd.testbed.search;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import savd.testbed.topology.InternetGenerator;

/**
 * Runs trials, seed after seed.
 *
 * @param generator what is drawn
 * @param defences what is tried
 */
public record ImproperBlockSearch(InternetGenerator generator, List<Defence> defences) {
  public ImproperBlockSearch {
    defences = List.copyOf(defences);
  }

  /**
   * Runs the seeds {@code from} up to {@code to}, exclusive.
   *
   * @param progress is told each seed that is done
   * @return what each defence did
   */
  public Map<Defence, Tally> run(long from, long to, LongConsumer progress) {
    Map<Defence, Tally> tallies = new LinkedHashMap<>();
    defences.forEach(d -> tallies.put(d, new Tally()));
    for (long seed = from; seed < to; seed++) {
      new Trial(generator.draw(seed), defences).run(tallies);
      progress.accept(seed);
    }
    return tallies;
  }
}
