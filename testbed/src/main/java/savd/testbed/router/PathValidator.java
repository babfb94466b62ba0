package savd.testbed.router;

import java.util.Map;
import savd.net.Prefix;
import savd.rpki.validation.AspaValidity;

/** A router that verifies AS paths as well (draft-ietf-sidrops-aspa-verification). */
public interface PathValidator extends Validator {
  /** Its verdict on the path of every route that a session's neighbour announced. */
  Map<Prefix, AspaValidity> pathValidities(String session);
}
