package savd.daemon.config;

import java.util.List;
import java.util.Optional;
import savd.net.IngressInterface;
import savd.net.Prefix;

/**
 * {@code [exception.NAME]}: sources permitted though no route tells of them: hidden prefixes,
 * direct server return.
 *
 * @param interfaces where they are permitted; empty means on every interface
 * @param comment why, for {@code savctl explain}
 */
public record ExceptionSection(
    String name,
    List<Prefix> prefixes,
    List<IngressInterface> interfaces,
    Optional<String> comment) {
  public ExceptionSection {
    prefixes = List.copyOf(prefixes);
    interfaces = List.copyOf(interfaces);
  }

  public boolean appliesTo(IngressInterface ingress) {
    return interfaces.isEmpty() || interfaces.contains(ingress);
  }
}
