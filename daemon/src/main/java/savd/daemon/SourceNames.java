package savd.daemon;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import savd.net.Asn;
import savd.rpki.payload.AspaTable;
import savd.rpki.payload.NamedPayload;
import savd.rpki.payload.Payload;
import savd.rpki.payload.RouterKey;
import savd.rpki.payload.Vrp;
import savd.rpki.payload.VrpTable;
import savd.rpki.slurm.Slurm;
import savd.rpki.slurm.SlurmEntry;

/**
 * Which caches and files validated data come from, and which SLURM file asserts them with its line.
 *
 * @param sources whose union the local exceptions are applied to
 */
record SourceNames(List<NamedPayload> sources, Slurm slurm) {
  List<String> of(Vrp vrp) {
    List<String> names = slurm.dropping(vrp).isPresent() ? new ArrayList<>() : saying(vrp);
    slurm.adding(vrp).ifPresent(a -> names.add(place(a)));
    return names;
  }

  /** The sources that have it, whether a local exception drops it or not. */
  List<String> saying(Vrp vrp) {
    return having(p -> p.vrps(vrp.prefix().family()).find(vrp) != VrpTable.NONE);
  }

  List<String> ofAspa(Asn customer) {
    List<String> names =
        slurm.dropping(customer).isPresent()
            ? new ArrayList<>()
            : having(p -> p.aspas().find(customer.value()) != AspaTable.NONE);
    slurm.adding(customer).forEach(a -> names.add(place(a)));
    return names;
  }

  List<String> of(RouterKey key) {
    List<String> names =
        slurm.dropping(key).isPresent()
            ? new ArrayList<>()
            : having(p -> p.routerKeys().contains(key));
    slurm.adding(key).ifPresent(a -> names.add(place(a)));
    return names;
  }

  private List<String> having(Predicate<Payload> has) {
    List<String> names = new ArrayList<>();
    sources.stream().filter(s -> has.test(s.payload())).forEach(s -> names.add(s.name()));
    return names;
  }

  private static String place(SlurmEntry entry) {
    return entry.place().file() + ":" + entry.place().line();
  }
}
