package savd.cetp.fsm;

import java.util.List;
import savd.cetp.message.Locator;
import savd.net.IpAddress;

/** Which of our addresses to use towards a remote one. */
public interface LocalChoice {
  /** Ours that reach it, best first: the one the routing table would take. */
  List<IpAddress> towards(Locator remote);
}
