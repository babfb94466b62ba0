package savd.daemon.control;

import java.util.List;
import java.util.Optional;
import savd.control.CetpCountersAnswer;
import savd.control.CetpPolicyRow;
import savd.control.CetpRlocRow;
import savd.control.CetpSessionRow;
import savd.control.ControlException;
import savd.control.Page;

/**
 * What the control socket asks of a CETP edge. Called as {@link ControlHandler} is; tables are
 * paged as there.
 */
public interface CetpHandler {
  Page<CetpSessionRow> sessions(Optional<String> after, int limit)
      throws ControlException, InterruptedException;

  /** Ours first, then those of each session's peer. */
  Page<CetpRlocRow> rlocs(Optional<String> after, int limit)
      throws ControlException, InterruptedException;

  List<CetpPolicyRow> policies() throws ControlException, InterruptedException;

  CetpCountersAnswer counters() throws ControlException, InterruptedException;
}
