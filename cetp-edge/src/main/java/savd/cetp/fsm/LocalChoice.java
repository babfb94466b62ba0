package savd.cetp.fsm;

import java.util.List;
import savd.cetp.message.Locator;
import savd.net.IpAddress;

/** Which of our addresses to use towards a remote one. */
public interface LocalChoice {
  /** Ours that reach it, best first: the one the routing table would take. */
  List<IpAddress> towards(Locator remote);

  /**
   * The largest packet the kernel would send over a path, headers included; 0 when it cannot tell,
   * and then nothing is tried either.
   */
  default int mtu(Path path) {
    return 0;
  }
}
