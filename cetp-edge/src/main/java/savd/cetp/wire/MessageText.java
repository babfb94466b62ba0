package savd.cetp.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import savd.cetp.message.Element;
import savd.cetp.message.ElementType;
import savd.cetp.message.Message;
import savd.cetp.message.Payload;
import savd.cetp.message.ResponseCode;
import savd.cetp.message.Value;

/** Messages in words, for people who look at captures and logs. */
public final class MessageText {
  private MessageText() {}

  /** The message on one line, then each element and the payload on a line of its own. */
  public static List<String> lines(Message m) {
    List<String> lines = new ArrayList<>();
    lines.add(m.source() + " > " + m.destination() + " " + flags(m));
    m.elements().forEach(e -> lines.add(element(e)));
    if (m.hasPayload()) {
      lines.add(payload(m.payload()));
    }
    return lines;
  }

  private static String flags(Message m) {
    StringBuilder s = new StringBuilder();
    s.append(m.elements().stream().anyMatch(e -> e.operation().asks()) ? "Q" : "");
    s.append(m.elements().stream().anyMatch(e -> e.operation().answers()) ? "R" : "");
    s.append(m.elements().stream().anyMatch(e -> ElementType.monitors(e.type())) ? "M" : "");
    s.append(m.first(ElementType.PUZZLE).isPresent() ? "P" : "");
    return s.isEmpty() ? "data" : "[" + s + "]";
  }

  private static String name(int type) {
    ElementType known = ElementType.ofCode(type);
    return known == null ? "type " + type : known.toString();
  }

  private static String element(Element e) {
    String exchange = e.exchange() == 0 ? "" : " x" + e.exchange();
    String value = value(e.value());
    return name(e.type())
        + " "
        + e.operation().letters()
        + exchange
        + (value.isEmpty() ? "" : " " + value);
  }

  private static String value(Value value) {
    return switch (value) {
      case Value.Empty _ -> "";
      case Value.Rlocs r ->
          r.rlocs().stream().map(Object::toString).collect(Collectors.joining(", "));
      case Value.Seconds s -> s.seconds() == 0 ? "0 s (revoked)" : s.seconds() + " s";
      case Value.Opaque o -> o.octets().toString();
      case Value.Types t ->
          t.types().stream().map(Object::toString).collect(Collectors.joining(","));
      case Value.Granted g -> g.type() + g.endpoint().map(p -> " " + endpoint(p)).orElse("");
      case Value.Endpoint p -> endpoint(p);
      case Value.Name n -> n.name().isEmpty() ? "(none)" : n.name();
      case Value.Signatures all ->
          all.signatures().stream()
              .map(s -> "scope " + s.scope() + " algorithm " + s.algorithm() + " key " + s.keyId())
              .collect(Collectors.joining(", "));
      case Value.Unexpected u -> u.count() + " in " + u.window() + " s: " + u.head();
      case Value.Probe p -> p.size() + " (" + p.zeros() + " zeros)";
      case Value.Observed o -> o.address() + " port " + o.port();
      case Value.Session s -> s.identity().toString();
      case Value.Code c -> code(c);
    };
  }

  private static String endpoint(Value.Endpoint p) {
    String protocol =
        switch (p.protocol()) {
          case 1 -> "diameter";
          case 2 -> "https";
          case 3 -> "dns";
          case 255 -> "local";
          default -> "protocol " + p.protocol();
        };
    return protocol + " " + p.name() + (p.port() == 0 ? "" : " port " + p.port());
  }

  private static String code(Value.Code c) {
    StringBuilder s = new StringBuilder();
    s.append(ResponseCode.isKnown(c.code()) ? ResponseCode.of(c.code()) : "code " + c.code());
    s.append(c.about() == 0 ? "" : " about " + name(c.about()));
    s.append(c.retryAfter() == 0 ? "" : " retry after " + c.retryAfter() + " s");
    return c.text().isEmpty() ? s.toString() : s + " \"" + c.text() + "\"";
  }

  private static String payload(Payload payload) {
    return switch (payload) {
      case Payload.None _ -> "";
      case Payload.CompressedIpv4 p ->
          "ipv4 protocol " + p.protocol() + ", " + p.content().length() + " octets";
      case Payload.CompressedIpv6 p ->
          "ipv6 next header " + p.protocol() + ", " + p.content().length() + " octets";
      case Payload.Frame f ->
          "frame 0x%04x, %d octets".formatted(f.etherType(), f.content().length());
    };
  }
}
