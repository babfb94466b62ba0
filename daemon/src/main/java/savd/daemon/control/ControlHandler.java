package savd.daemon.control;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import savd.control.AspaRow;
import savd.control.CacheAnswer;
import savd.control.ConeRow;
import savd.control.ConeSubject;
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
import savd.control.PiSavAnswer;
import savd.control.RouteFilter;
import savd.control.RouteRow;
import savd.control.RouterKeyRow;
import savd.control.RpkiAnswer;
import savd.control.RuleRow;
import savd.control.SlurmAnswer;
import savd.control.StatusAnswer;
import savd.control.ValidateAnswer;
import savd.control.VrpFilter;
import savd.control.VrpRow;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.net.Prefix;

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

  RpkiAnswer rpki() throws ControlException, InterruptedException;

  /** All caches, or the one of that name. */
  List<CacheAnswer> caches(Optional<String> cache) throws ControlException, InterruptedException;

  /** Some VRPs in force; see {@link #routes}. */
  Page<VrpRow> vrps(VrpFilter filter, Optional<String> after, int limit)
      throws ControlException, InterruptedException;

  /** Some ASPAs in force, by customer; see {@link #routes}. */
  Page<AspaRow> aspas(
      Optional<Asn> customer, Optional<Asn> provider, Optional<String> after, int limit)
      throws ControlException, InterruptedException;

  /** Some router keys in force, by AS; see {@link #routes}. */
  Page<RouterKeyRow> routerKeys(Optional<Asn> asn, Optional<String> after, int limit)
      throws ControlException, InterruptedException;

  SlurmAnswer slurm() throws ControlException, InterruptedException;

  ValidateAnswer validate(Prefix prefix, Asn origin) throws ControlException, InterruptedException;

  /** Some members of a cone, in the order of a tree; see {@link #routes}. */
  Page<ConeRow> cone(ConeSubject subject, Optional<String> after, int limit)
      throws ControlException, InterruptedException;

  /**
   * How PI-SAV stands.
   *
   * @param atMostOld how old what is said of the cone may be: to weigh it costs its size
   */
  PiSavAnswer piSav(Duration atMostOld) throws ControlException, InterruptedException;

  /** Says to all tops that we have a detour, whatever we have, or no longer so. */
  DoneAnswer announceDetour(boolean announced) throws ControlException, InterruptedException;

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
