package savd.control;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import savd.control.ControlRequest.AnnounceDetour;
import savd.control.ControlRequest.CetpCounters;
import savd.control.ControlRequest.CetpPolicies;
import savd.control.ControlRequest.CetpRlocs;
import savd.control.ControlRequest.CetpSessions;
import savd.control.ControlRequest.Diff;
import savd.control.ControlRequest.Explain;
import savd.control.ControlRequest.Monitor;
import savd.control.ControlRequest.NeighborCommand;
import savd.control.ControlRequest.Reload;
import savd.control.ControlRequest.SetCoupling;
import savd.control.ControlRequest.SetMode;
import savd.control.ControlRequest.ShowAspas;
import savd.control.ControlRequest.ShowCaches;
import savd.control.ControlRequest.ShowCone;
import savd.control.ControlRequest.ShowDataplane;
import savd.control.ControlRequest.ShowDrops;
import savd.control.ControlRequest.ShowInterfaces;
import savd.control.ControlRequest.ShowNeighbors;
import savd.control.ControlRequest.ShowPiSav;
import savd.control.ControlRequest.ShowRouterKeys;
import savd.control.ControlRequest.ShowRoutes;
import savd.control.ControlRequest.ShowRpki;
import savd.control.ControlRequest.ShowRules;
import savd.control.ControlRequest.ShowSlurm;
import savd.control.ControlRequest.ShowStatus;
import savd.control.ControlRequest.ShowVrps;
import savd.control.ControlRequest.Validate;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.IngressInterface;

/**
 * A request as one line of JSON and back. The line is an object whose first word says what is
 * wanted, as one would type it: {@code {"show":"status"}}, {@code
 * {"explain":"192.0.2.1","interface":"eth1"}}. A member that does not belong is refused.
 */
public final class RequestCodec {
  /** Longest line accepted; a {@code diff} carries a whole configuration. */
  public static final int MAX_LINE_OCTETS = 4 << 20;

  /**
   * A request and whether the connection stays open for another.
   *
   * @param keepAlive false: savd closes after the answer
   */
  public record Line(ControlRequest request, boolean keepAlive) {}

  private RequestCodec() {}

  /** The line, without its line feed. */
  public static String encode(ControlRequest request, boolean keepAlive) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json =
        JsonWriter.factory()
            .createGenerator(text)
            .configure(StreamWriteFeature.AUTO_CLOSE_TARGET.mappedFeature(), true)) {
      json.writeStartObject();
      write(request, json);
      if (keepAlive) {
        json.writeBooleanField("keep_alive", true);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return text.toString();
  }

  private static void write(ControlRequest request, JsonGenerator json) throws IOException {
    switch (request) {
      case ShowStatus r -> json.writeStringField("show", "status");
      case ShowNeighbors r -> {
        json.writeStringField("show", "neighbors");
        text(json, "neighbor", r.neighbor());
      }
      case ShowRoutes r -> {
        json.writeStringField("show", "routes");
        filter(r.filter(), json);
        paging(r.paging(), json);
      }
      case ShowInterfaces r -> {
        json.writeStringField("show", "interfaces");
        text(json, "interface", r.ingress());
      }
      case ShowRules r -> {
        json.writeStringField("show", "rules");
        json.writeStringField("interface", r.ingress().name());
        text(json, "family", r.family().map(RequestCodec::word));
        paging(r.paging(), json);
      }
      case ShowDataplane r -> json.writeStringField("show", "dataplane");
      case ShowRpki r -> json.writeStringField("show", "rpki");
      case ShowCaches r -> {
        json.writeStringField("show", "caches");
        text(json, "cache", r.cache());
      }
      case ShowVrps r -> {
        json.writeStringField("show", "vrps");
        filter(r.filter(), json);
        paging(r.paging(), json);
      }
      case ShowAspas r -> {
        json.writeStringField("show", "aspas");
        asn(json, "customer", r.customer());
        asn(json, "provider", r.provider());
        paging(r.paging(), json);
      }
      case ShowRouterKeys r -> {
        json.writeStringField("show", "router_keys");
        asn(json, "as", r.asn());
        paging(r.paging(), json);
      }
      case ShowSlurm r -> json.writeStringField("show", "slurm");
      case Validate r -> {
        json.writeStringField("validate", r.prefix().toString());
        json.writeNumberField("as", r.origin().toLong());
      }
      case ShowCone r -> {
        json.writeStringField("show", "cone");
        switch (r.subject()) {
          case ConeSubject.Own _ -> {}
          case ConeSubject.OfAs(Asn asn) -> json.writeNumberField("as", asn.toLong());
          case ConeSubject.OfInterface(IngressInterface ingress) ->
              json.writeStringField("interface", ingress.name());
        }
        paging(r.paging(), json);
      }
      case ShowPiSav _ -> json.writeStringField("show", "pi_sav");
      case ShowDrops r -> {
        json.writeStringField("show", "drops");
        text(json, "interface", r.ingress());
      }
      case Explain r -> {
        json.writeStringField("explain", r.source().toString());
        json.writeStringField("interface", r.ingress().name());
      }
      case Diff r -> json.writeStringField("diff", r.candidate());
      case CetpSessions r -> {
        json.writeStringField("cetp", "sessions");
        paging(r.paging(), json);
      }
      case CetpRlocs r -> {
        json.writeStringField("cetp", "rlocs");
        paging(r.paging(), json);
      }
      case CetpPolicies _ -> json.writeStringField("cetp", "policies");
      case CetpCounters _ -> json.writeStringField("cetp", "counters");
      case SetMode r -> {
        json.writeStringField("set_mode", word(r.mode()));
        json.writeStringField("interface", r.ingress().name());
      }
      case SetCoupling r -> json.writeStringField("dataplane", r.coupled() ? "couple" : "decouple");
      case Reload r -> json.writeBooleanField("reload", true);
      case AnnounceDetour r -> json.writeBooleanField("announce_detour", r.announced());
      case NeighborCommand r -> {
        json.writeStringField("neighbor", r.neighbor());
        json.writeStringField("action", word(r.action()));
      }
      case Monitor r -> {
        json.writeStringField(
            "monitor",
            r.topics().stream().sorted().map(Topic::word).collect(Collectors.joining(",")));
        text(json, "interface", r.ingress());
      }
    }
  }

  private static void filter(RouteFilter f, JsonGenerator json) throws IOException {
    text(json, "family", f.family().map(RequestCodec::word));
    text(json, "neighbor", f.neighbor());
    text(json, "prefix", f.prefix());
    if (f.match() != RouteFilter.Match.EXACT) {
      json.writeStringField("match", word(f.match()));
    }
    asn(json, "origin", f.origin());
    text(json, "interface", f.ingress());
    text(json, "rov", f.rov().map(RequestCodec::word));
    text(json, "aspa", f.aspa().map(RequestCodec::word));
  }

  private static void filter(VrpFilter f, JsonGenerator json) throws IOException {
    text(json, "family", f.family().map(RequestCodec::word));
    text(json, "prefix", f.prefix());
    if (f.match() != RouteFilter.Match.EXACT) {
      json.writeStringField("match", word(f.match()));
    }
    asn(json, "as", f.asn());
  }

  private static void paging(Paging p, JsonGenerator json) throws IOException {
    if (p.limit().isPresent()) {
      json.writeNumberField("limit", p.limit().getAsLong());
    }
    text(json, "after", p.after());
  }

  private static void text(JsonGenerator json, String name, Optional<?> value) throws IOException {
    if (value.isPresent()) {
      json.writeStringField(name, value.get().toString());
    }
  }

  private static void asn(JsonGenerator json, String name, Optional<Asn> value) throws IOException {
    if (value.isPresent()) {
      json.writeNumberField(name, value.get().toLong());
    }
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Reads a line; a {@link ControlException} of {@link ErrorKind#BAD_REQUEST} says what is wrong
   * with it.
   */
  public static Line decode(byte[] line) throws ControlException {
    Map<String, Object> members;
    try {
      members = JsonTree.object(JsonTree.parse(line));
    } catch (IOException e) {
      throw new ControlException(
          ErrorKind.BAD_REQUEST,
          "a request is one line of JSON, such as {\"show\":\"status\"}: " + e.getMessage());
    }
    RequestMembers m = new RequestMembers(members);
    try {
      boolean keepAlive = m.flag("keep_alive");
      ControlRequest request = read(m);
      m.rejectTheRest();
      return new Line(request, keepAlive);
    } catch (IllegalArgumentException e) {
      throw new ControlException(ErrorKind.BAD_REQUEST, e.getMessage());
    }
  }

  private static ControlRequest read(RequestMembers m) {
    if (m.has("show")) {
      return readShow(m, m.text("show"));
    } else if (m.has("explain")) {
      return new Explain(m.address("explain"), m.ingress("interface"));
    } else if (m.has("validate")) {
      return new Validate(m.prefix("validate"), m.asn("as"));
    } else if (m.has("cetp")) {
      return readCetp(m);
    } else if (m.has("diff")) {
      return new Diff(m.text("diff"));
    } else if (m.has("set_mode")) {
      return new SetMode(
          m.ingress("interface"), m.choice("set_mode", savd.net.EnforcementMode.values()));
    } else if (m.has("dataplane")) {
      return new SetCoupling(m.oneOf("dataplane", "decouple", "couple") == 1);
    } else if (m.has("reload")) {
      m.mustBeTrue("reload");
      return new Reload();
    } else if (m.has("announce_detour")) {
      return new AnnounceDetour(m.flag("announce_detour"));
    } else if (m.has("neighbor")) {
      return new NeighborCommand(
          m.text("neighbor"), m.choice("action", NeighborCommand.Action.values()));
    } else if (m.has("monitor")) {
      return new Monitor(m.topics("monitor"), m.optionalIngress("interface"));
    }
    throw new IllegalArgumentException(
        "a request has one of show, explain, validate, diff, monitor, reload, set_mode,"
            + " dataplane, neighbor, announce_detour, cetp");
  }

  private static ControlRequest readCetp(RequestMembers m) {
    return switch (m.oneOf("cetp", "sessions", "rlocs", "policies", "counters")) {
      case 0 -> new CetpSessions(m.paging());
      case 1 -> new CetpRlocs(m.paging());
      case 2 -> new CetpPolicies();
      default -> new CetpCounters();
    };
  }

  private static ControlRequest readShow(RequestMembers m, String what) {
    return switch (what) {
      case "status" -> new ShowStatus();
      case "neighbors" -> new ShowNeighbors(m.optionalText("neighbor"));
      case "routes" -> new ShowRoutes(readFilter(m), m.paging());
      case "interfaces" -> new ShowInterfaces(m.optionalIngress("interface"));
      case "rules" ->
          new ShowRules(
              m.ingress("interface"),
              m.optionalChoice("family", AddressFamily.values()),
              m.paging());
      case "dataplane" -> new ShowDataplane();
      case "drops" -> new ShowDrops(m.optionalIngress("interface"));
      case "rpki" -> new ShowRpki();
      case "caches" -> new ShowCaches(m.optionalText("cache"));
      case "vrps" -> new ShowVrps(readVrpFilter(m), m.paging());
      case "aspas" ->
          new ShowAspas(m.optionalAsn("customer"), m.optionalAsn("provider"), m.paging());
      case "router_keys" -> new ShowRouterKeys(m.optionalAsn("as"), m.paging());
      case "slurm" -> new ShowSlurm();
      case "cone" -> new ShowCone(readSubject(m), m.paging());
      case "pi_sav" -> new ShowPiSav();
      default ->
          throw new IllegalArgumentException(
              "show must be one of status, neighbors, routes, interfaces, rules, dataplane, drops,"
                  + " rpki, caches, vrps, aspas, router_keys, slurm, cone, pi_sav, not \""
                  + what
                  + "\"");
    };
  }

  private static RouteFilter readFilter(RequestMembers m) {
    return new RouteFilter(
        m.optionalChoice("family", AddressFamily.values()),
        m.optionalText("neighbor"),
        m.optionalPrefix("prefix"),
        m.optionalChoice("match", RouteFilter.Match.values()).orElse(RouteFilter.Match.EXACT),
        m.optionalAsn("origin"),
        m.optionalIngress("interface"),
        m.optionalChoice("rov", OriginVerdict.values()),
        m.optionalChoice("aspa", PathVerdict.values()));
  }

  private static VrpFilter readVrpFilter(RequestMembers m) {
    return new VrpFilter(
        m.optionalChoice("family", AddressFamily.values()),
        m.optionalPrefix("prefix"),
        m.optionalChoice("match", RouteFilter.Match.values()).orElse(RouteFilter.Match.EXACT),
        m.optionalAsn("as"));
  }

  private static ConeSubject readSubject(RequestMembers m) {
    if (m.has("as") && m.has("interface")) {
      throw new IllegalArgumentException(
          "a cone is that of an as, that of an interface, or without either our own");
    }
    if (m.has("as")) {
      return new ConeSubject.OfAs(m.asn("as"));
    }
    return m.has("interface")
        ? new ConeSubject.OfInterface(m.ingress("interface"))
        : new ConeSubject.Own();
  }
}
