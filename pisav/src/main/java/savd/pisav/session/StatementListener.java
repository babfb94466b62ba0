package savd.pisav.session;

import java.util.Map;
import savd.net.Asn;
import savd.relation.MemberStatement;

/** Gets to know what members say. Called on the event loop; must not wait. */
@FunctionalInterface
public interface StatementListener {
  /** These statements are in force, and no others; immutable. */
  void statements(Map<Asn, MemberStatement> inForce);
}
