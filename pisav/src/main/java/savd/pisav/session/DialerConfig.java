package savd.pisav.session;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import savd.pisav.fsm.MemberSettings;

/** A member, and the tops it talks with. */
public record DialerConfig(TlsIdentity identity, List<Top> tops) {
  /**
   * A router of a top.
   *
   * @param name unique among the tops
   * @param address where it listens
   * @param local what we connect from; empty for any
   */
  public record Top(
      String name,
      InetSocketAddress address,
      Optional<InetSocketAddress> local,
      MemberSettings settings) {}

  public DialerConfig {
    tops = List.copyOf(tops);
    if (tops.stream().map(Top::name).distinct().count() != tops.size()) {
      throw new IllegalArgumentException("two tops of one name");
    }
  }
}
