package savd.daemon;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import savd.control.PayloadCounts;
import savd.control.RpkiAnswer;
import savd.control.SlurmAnswer;
import savd.net.AddressFamily;
import savd.net.Peer;
import savd.net.Prefix;
import savd.rib.RibView;
import savd.rpki.files.FileFault;
import savd.rpki.files.WatchedFiles;
import savd.rpki.payload.AspaTable;
import savd.rpki.payload.Payload;
import savd.rpki.payload.VrpTable;
import savd.rpki.slurm.Slurm;
import savd.rpki.slurm.SlurmEntry;
import savd.rpki.slurm.SlurmFile;

/** How it stands with RPKI data, in the words of the control protocol. */
final class RpkiAnswers {
  private RpkiAnswers() {}

  static PayloadCounts counts(Payload p) {
    return new PayloadCounts(
        p.ipv4().size(), p.ipv6().size(), p.aspas().size(), p.routerKeys().size());
  }

  static RpkiAnswer.Availability availability(RpkiView view) {
    return switch (view.availability()) {
      case AWAITED -> RpkiAnswer.Availability.NONE;
      case IN_FORCE -> RpkiAnswer.Availability.IN_FORCE;
      case EXPIRED -> RpkiAnswer.Availability.EXPIRED;
    };
  }

  static List<String> texts(List<FileFault> faults) {
    return faults.stream().map(FileFault::toString).toList();
  }

  // ---- the summary

  /** Paths by verdict; core thread only. */
  static RpkiAnswer.Routes routes(SavPipeline pipeline) {
    Payload data = pipeline.rpki();
    long all = 0;
    long verified = 0;
    for (AddressFamily family : AddressFamily.values()) {
      all += pipeline.rib().pathCount(family);
      for (Peer peer : pipeline.peers()) {
        if (RouteValidities.verifiesPaths(peer, data)) {
          verified += pipeline.rib().pathCount(peer.id(), family);
        }
      }
    }
    long rovValid = pipeline.pathsWith(RibView.ROV_VALID);
    long rovInvalid = pipeline.pathsWith(RibView.ROV_INVALID);
    long aspaValid = pipeline.pathsWith(RibView.ASPA_VALID);
    long aspaInvalid = pipeline.pathsWith(RibView.ASPA_INVALID);
    return new RpkiAnswer.Routes(
        rovValid,
        rovInvalid,
        all - rovValid - rovInvalid,
        aspaValid,
        aspaInvalid,
        Math.max(0, verified - aspaValid - aspaInvalid),
        pipeline.pathsWith(RibView.INELIGIBLE));
  }

  /** The files as sources. */
  static List<RpkiAnswer.Source> files(RpkiView view) {
    boolean inUse = availability(view) == RpkiAnswer.Availability.IN_FORCE;
    List<RpkiAnswer.Source> out = new ArrayList<>();
    for (WatchedFiles.State<Payload> f : view.files()) {
      out.add(
          new RpkiAnswer.Source(
              f.file().toString(),
              "file",
              inUse,
              f.good().map(RpkiAnswers::counts).orElse(PayloadCounts.NONE),
              texts(f.faults())));
    }
    return out;
  }

  /** The summary of the answer of {@link #slurm}. */
  static RpkiAnswer.Slurm summary(SlurmAnswer slurm, Slurm inForce) {
    return new RpkiAnswer.Slurm(
        inForce.files().size(),
        inForce.filterCount(),
        inForce.assertionCount(),
        (int) slurm.entries().stream().filter(e -> e.matches() == 0).count(),
        slurm.problems());
  }

  // ---- local exceptions

  static SlurmAnswer slurm(RpkiView view) {
    // To unite sources takes a second where each has a full set.
    Payload said = view.slurm() == Slurm.NONE ? Payload.EMPTY : view.said();
    return new SlurmAnswer(
        view.slurm().files().stream().map(SlurmFile::name).toList(),
        texts(view.slurmFaults()),
        view.slurm().entries().map(e -> entry(e, said, view.slurm())).toList());
  }

  private static SlurmAnswer.Entry entry(SlurmEntry e, Payload said, Slurm slurm) {
    String comment = e.place().comment();
    return new SlurmAnswer.Entry(
        kind(e),
        e.toString(),
        e.place().file(),
        e.place().line(),
        comment.isEmpty() ? Optional.empty() : Optional.of(comment),
        matches(e, said, slurm));
  }

  private static SlurmAnswer.Kind kind(SlurmEntry e) {
    return switch (e) {
      case SlurmEntry.PrefixFilter _ -> SlurmAnswer.Kind.PREFIX_FILTER;
      case SlurmEntry.BgpsecFilter _ -> SlurmAnswer.Kind.BGPSEC_FILTER;
      case SlurmEntry.AspaFilter _ -> SlurmAnswer.Kind.ASPA_FILTER;
      case SlurmEntry.PrefixAssertion _ -> SlurmAnswer.Kind.PREFIX_ASSERTION;
      case SlurmEntry.BgpsecAssertion _ -> SlurmAnswer.Kind.BGPSEC_ASSERTION;
      case SlurmEntry.AspaAssertion _ -> SlurmAnswer.Kind.ASPA_ASSERTION;
    };
  }

  /** What a filter drops of what sources say, or whether an assertion adds to what is left. */
  private static long matches(SlurmEntry e, Payload said, Slurm slurm) {
    return switch (e) {
      case SlurmEntry.PrefixFilter f ->
          f.prefix()
              .map(p -> within(said.vrps(p.family()), p, f))
              .orElseGet(() -> ofOrigin(said.ipv4(), f) + ofOrigin(said.ipv6(), f));
      case SlurmEntry.BgpsecFilter f -> said.routerKeys().stream().filter(f::matches).count();
      case SlurmEntry.AspaFilter f -> find(said, f.customer().value()) == AspaTable.NONE ? 0 : 1;
      case SlurmEntry.PrefixAssertion a -> {
        VrpTable table = said.vrps(a.vrp().prefix().family());
        boolean there = table.find(a.vrp()) != VrpTable.NONE && slurm.dropping(a.vrp()).isEmpty();
        yield there ? 0 : 1;
      }
      case SlurmEntry.BgpsecAssertion a ->
          said.routerKeys().contains(a.key()) && slurm.dropping(a.key()).isEmpty() ? 0 : 1;
      case SlurmEntry.AspaAssertion a -> {
        int row = find(said, a.aspa().customer().value());
        boolean there =
            row != AspaTable.NONE
                && slurm.dropping(a.aspa().customer()).isEmpty()
                && said.aspas().aspa(row).providers().containsAll(a.aspa().providers());
        yield there ? 0 : 1;
      }
    };
  }

  private static int find(Payload said, int customer) {
    return said.aspas().find(customer);
  }

  private static long within(VrpTable t, Prefix p, SlurmEntry.PrefixFilter f) {
    long n = 0;
    int end = t.endWithin(p.high(), p.low(), p.length());
    for (int row = t.firstWithin(p.high(), p.low(), p.length()); row < end; row++) {
      n += f.matches(t.vrp(row)) ? 1 : 0;
    }
    return n;
  }

  private static long ofOrigin(VrpTable t, SlurmEntry.PrefixFilter f) {
    int asn = f.asn().orElseThrow().value();
    return t.originEnd(asn) - t.originBegin(asn);
  }
}
