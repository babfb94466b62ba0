package savd.daemon.control;

import java.util.List;
import java.util.Optional;
import savd.control.ControlException;
import savd.control.ControlRequest.NeighborCommand;
import savd.control.DataplaneAnswer;
import savd.control.DiffAnswer;
import savd.control.DoneAnswer;
import savd.control.DropsAnswer;
import savd.control.ExplainAnswer;
import savd.control.InterfaceAnswer;
import savd.control.NeighborAnswer;
import savd.control.Page;
import savd.control.RouteFilter;
import savd.control.RouteRow;
import savd.control.RuleRow;
import savd.control.StatusAnswer;
import savd.net.AddressFamily;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;
import savd.net.IpAddress;

/**
 * What the control socket asks of savd. Called on virtual threads, several at once; a call may wait
 * for the core, and an interrupt means that nobody waits for the answer any more.
 *
 * <p>A name that does not exist is a {@link ControlException} of kind {@code NOT_FOUND}, a command
 * that does not fit the state {@code CONFLICT}. Any other exception is answered as an internal
 * error and logged.
 */
public interface ControlHandler {
  StatusAnswer status() throws ControlException, InterruptedException;

  /** All neighbours, or the one of that name. */
  List<NeighborAnswer> neighbors(Optional<String> neighbor)
      throws ControlException, InterruptedException;

  /**
   * Some routes, in a stable order.
   *
   * @param after cursor from an earlier page; an unknown form is {@code BAD_REQUEST}
   * @param limit at most so many rows, 1 to {@link ControlServer#PAGE_ROWS}; a page may be shorter,
   *     even empty, and yet have a {@code next}
   */
  Page<RouteRow> routes(RouteFilter filter, Optional<String> after, int limit)
      throws ControlException, InterruptedException;

  /** All interfaces, or the one of that name. */
  List<InterfaceAnswer> interfaces(Optional<IngressInterface> ingress)
      throws ControlException, InterruptedException;

  /** Some rules of an interface in the order in which they apply; see {@link #routes}. */
  Page<RuleRow> rules(
      IngressInterface ingress, Optional<AddressFamily> family, Optional<String> after, int limit)
      throws ControlException, InterruptedException;

  DataplaneAnswer dataplane() throws ControlException, InterruptedException;

  DropsAnswer drops(Optional<IngressInterface> ingress)
      throws ControlException, InterruptedException;

  ExplainAnswer explain(IpAddress source, IngressInterface ingress)
      throws ControlException, InterruptedException;

  /**
   * Compares with another configuration; one that is none is {@code BAD_CONFIGURATION} with its
   * problems.
   */
  DiffAnswer diff(String candidate) throws ControlException, InterruptedException;

  DoneAnswer setMode(IngressInterface ingress, EnforcementMode mode)
      throws ControlException, InterruptedException;

  DoneAnswer setCoupling(boolean coupled) throws ControlException, InterruptedException;

  DoneAnswer reload() throws ControlException, InterruptedException;

  DoneAnswer neighbor(String neighbor, NeighborCommand.Action action)
      throws ControlException, InterruptedException;
}
