package savd.daemon;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import savd.cetp.fsm.SourceVerdict;
import savd.cetp.session.SourceRules;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.rules.Explanation;

/**
 * What the rules of an interface say of an RLOC's address, as {@code savctl explain} says it, for
 * the CETP edge beside. An interface that is not ours, or not ready, has nothing against anyone.
 */
final class SavSourceRules implements SourceRules {
  private final CoreLoop core;
  private final SavPipeline pipeline;
  private final Supplier<Optional<EnforcementMode>> mode;

  /**
   * @param mode what follows from a block; empty: the interface's own mode
   */
  SavSourceRules(CoreLoop core, SavPipeline pipeline, Supplier<Optional<EnforcementMode>> mode) {
    this.core = core;
    this.pipeline = pipeline;
    this.mode = mode;
  }

  @Override
  public CompletionStage<SourceVerdict> look(IpAddress source, IngressInterface ingress) {
    // What follows asks the kernel for addresses: not on the core's thread.
    return core.put(() -> explained(source, ingress))
        .thenApplyAsync(
            e -> e.map(this::verdict).orElse(SourceVerdict.PERMITTED), Thread::startVirtualThread);
  }

  private Optional<Explanation> explained(IpAddress source, IngressInterface ingress) {
    return pipeline.rules().policy().of(ingress).isEmpty()
        ? Optional.empty()
        : Optional.of(pipeline.rules().explain(source, ingress));
  }

  private SourceVerdict verdict(Explanation e) {
    boolean blocked =
        e.ready()
            && e.verdict() == Explanation.Verdict.BLOCK
            && !Explanations.isLocal(e.source(), e.ingress());
    if (!blocked) {
      return SourceVerdict.PERMITTED;
    }
    return switch (mode.get().orElse(e.mode())) {
      case OFF -> SourceVerdict.PERMITTED;
      case MONITOR -> SourceVerdict.SUSPECT;
      case ENFORCE -> SourceVerdict.BLOCKED;
    };
  }
}
