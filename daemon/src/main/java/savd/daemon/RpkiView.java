package savd.daemon;

import java.time.Instant;
import java.util.List;
import savd.rpki.files.FileFault;
import savd.rpki.files.WatchedFiles;
import savd.rpki.payload.NamedPayload;
import savd.rpki.payload.Payload;
import savd.rpki.slurm.Slurm;
import savd.rpki.sources.Availability;
import savd.rpki.sources.RpkiSources;

/**
 * How it stands with RPKI data at one moment: immutable, for any thread.
 *
 * @param since when the availability became what it is
 * @param inForce empty unless data are available
 * @param sources what files and the cache in use say, before local exceptions
 * @param files every file that is configured
 * @param slurm local exceptions in force
 * @param slurmFaults why the files that were read last are not
 */
record RpkiView(
    Availability availability,
    Instant since,
    Payload inForce,
    List<NamedPayload> sources,
    List<WatchedFiles.State<Payload>> files,
    Slurm slurm,
    List<FileFault> slurmFaults) {
  RpkiView {
    sources = List.copyOf(sources);
    files = List.copyOf(files);
    slurmFaults = List.copyOf(slurmFaults);
  }

  /** Nothing is configured. */
  static RpkiView nothing(Instant since) {
    return new RpkiView(
        Availability.AWAITED, since, Payload.EMPTY, List.of(), List.of(), Slurm.NONE, List.of());
  }

  /** What there is to be seen on the service's thread. */
  static RpkiView of(
      RpkiSources sources, List<WatchedFiles.State<Payload>> files, List<FileFault> slurmFaults) {
    return new RpkiView(
        sources.availability(),
        Instant.ofEpochMilli(sources.sinceMillis()),
        sources.payload(),
        sources.sources(),
        files,
        sources.slurm(),
        slurmFaults);
  }

  /** Who says each piece. */
  SourceNames names() {
    return new SourceNames(sources, slurm);
  }

  /** What sources say together, before local exceptions. */
  Payload said() {
    Payload union = Payload.EMPTY;
    for (NamedPayload source : sources) {
      union = union == Payload.EMPTY ? source.payload() : union.union(source.payload());
    }
    return union;
  }
}
