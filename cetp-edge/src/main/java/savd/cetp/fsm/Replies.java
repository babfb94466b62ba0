package savd.cetp.fsm;

import java.util.List;
import java.util.Optional;
import savd.cetp.message.Element;
import savd.cetp.message.ElementType;
import savd.cetp.message.Operation;
import savd.cetp.message.ResponseCode;
import savd.cetp.message.Value;

/** What an edge tells of a session's host when it is asked. */
final class Replies {
  private final EdgeMachine machine;

  Replies(EdgeMachine machine) {
    this.machine = machine;
  }

  /** What a query is answered with. */
  List<Element> answer(Session s, Element query, ElementType type, int octets) {
    boolean proven = s.state != Session.State.HALF_OPEN;
    if (type == ElementType.SIGNATURE && machine.signer.signs() && proven) {
      // It comes with the RLOCs it is about, from now on.
      s.signs = true;
      return List.of();
    }
    return switch (type) {
      case TIME_TO_LIVE ->
          List.of(
              Element.of(
                  type,
                  Operation.RESPONSE,
                  query.exchange(),
                  new Value.Seconds(s.host.policy().timeToLiveSeconds())));
      case PROBE ->
          List.of(
              Element.of(type, Operation.RESPONSE, query.exchange(), new Value.Probe(octets, 0)));
      case IPV4_RLOCS, IPV6_RLOCS ->
          machine.outset.ownRlocs(s, Operation.RESPONSE).stream().filter(e -> e.is(type)).toList();
      default -> {
        boolean allowed =
            s.role == Session.Role.INBOUND
                ? s.host.policy().inbound().tells(type)
                : s.host.policy().outbound().tells(type);
        Optional<Element> told = allowed ? tell(s, type, query.exchange()) : Optional.empty();
        yield List.of(told.orElseGet(() -> code(ResponseCode.UNKNOWN_ELEMENT, type.code())));
      }
    };
  }

  /** What we tell of a session's host; empty when there is nothing to tell. */
  Optional<Element> tell(Session s, ElementType type, int exchange) {
    return switch (type) {
      case NAME -> Optional.of(Outset.name(s));
      case CERTIFICATION_ADDRESS ->
          s.host.certification().map(p -> Element.of(type, Operation.RESPONSE, exchange, p));
      default -> Optional.empty();
    };
  }

  static Element code(ResponseCode code, int about) {
    return Element.of(
        ElementType.RESPONSE_CODE,
        Operation.RESPONSE,
        0,
        new Value.Code(code.ordinal(), about, 0, ""));
  }
}
