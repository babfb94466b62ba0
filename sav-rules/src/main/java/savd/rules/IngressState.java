package savd.rules;

import java.util.Optional;
import java.util.Set;

/** What is known and bound on one interface. */
final class IngressState {
  InterfacePolicy policy;
  MethodChoice choice;

  /** The method for which the interface once was ready: it stays so. */
  String readyFor = "";

  /** The neighbours whose sessions that method waited for; those that came since count too. */
  PeerSelector readyReads = new PeerSelector.Groups(Set.of());

  /** When waiting ends at the latest; {@link Long#MAX_VALUE} if only an event can end it. */
  long readyAt = Long.MAX_VALUE;

  Optional<IngressRule> bound = Optional.empty();

  /** The definition of the list that the bound rule names. */
  Optional<ListDefinition> listed = Optional.empty();

  boolean isReady() {
    return !readyFor.isEmpty();
  }

  boolean isReadyFor(MethodChoice.Filtered wanted) {
    return readyFor.equals(wanted.method().word());
  }

  /** True where the interface is to be filtered and is not ready. */
  boolean isWaiting() {
    return choice instanceof MethodChoice.Filtered && readyFor.isEmpty();
  }

  Optional<SavMethod> method() {
    return choice instanceof MethodChoice.Filtered f ? Optional.of(f.method()) : Optional.empty();
  }

  /** The list that follows the RIB, once the interface is ready. */
  Optional<ListDefinition> definition() {
    return isReady() && choice instanceof MethodChoice.Filtered f ? f.list() : Optional.empty();
  }
}
