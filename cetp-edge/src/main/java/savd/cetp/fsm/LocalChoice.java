package savd.cetp.fsm;

import java.util.List;
import savd.net.IpAddress;

/** Which of our addresses to use towards a remote one. */
public interface LocalChoice {
  /** Ours of the same family, best first: the one the routing table would take. */
  List<IpAddress> towards(IpAddress remote);
}
