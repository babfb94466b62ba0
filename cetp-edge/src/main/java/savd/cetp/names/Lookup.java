package savd.cetp.names;

import java.util.Set;
import savd.cetp.fsm.Destination;
import savd.net.AddressFamily;

/** What became of looking for what is behind another edge. */
public sealed interface Lookup {
  /** What the DNS says, and which families the host has. */
  record Found(Destination destination, Set<AddressFamily> families) implements Lookup {}

  /** The DNS says that there is no such thing. */
  record NotThere() implements Lookup {}

  /** Nobody has said anything: not to be held against whoever has the name. */
  record Unanswered() implements Lookup {}
}
