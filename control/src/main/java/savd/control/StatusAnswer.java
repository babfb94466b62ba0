package savd.control;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import savd.net.Asn;
import savd.net.Ipv4Address;

/**
 * {@code show status}.
 *
 * <p>Document: {@code name, version, pid, as, id, started, uptime_seconds, ready, waiting[],
 * neighbors{configured, established}, routes{ipv4, ipv6}, revision, dataplane{kind, state, coupled,
 * revision, error}, interfaces{enforce, monitor, off}, rpki{availability, vrps{ipv4, ipv6}, aspas,
 * router_keys}, memory{heap_octets, resident_octets}}, and for harnesses {@code established} and
 * {@code paths} at the top.
 *
 * @param ready every interface has what its method reads
 * @param waiting what is still missing, a line each; empty when ready
 * @param established neighbours with a session, dynamic ones included
 * @param ipv4Routes paths held over all Adj-RIBs-In
 * @param revision of the rules
 * @param rpki empty where no source is configured
 */
public record StatusAnswer(
    String name,
    String version,
    long pid,
    Asn asn,
    Ipv4Address id,
    Instant started,
    long uptimeSeconds,
    boolean ready,
    List<String> waiting,
    int configured,
    int established,
    long ipv4Routes,
    long ipv6Routes,
    long revision,
    DataplaneState dataplane,
    int enforcing,
    int monitoring,
    int off,
    Optional<Rpki> rpki,
    long heapOctets,
    OptionalLong residentOctets)
    implements Answer {

  /** RPKI data in short. */
  public record Rpki(RpkiAnswer.Availability availability, PayloadCounts counts) implements Answer {
    @Override
    public void write(JsonWriter json) throws IOException {
      json.put("availability", RequestCodec.word(availability)).write(counts);
    }
  }

  @Override
  public void write(JsonWriter json) throws IOException {
    json.put("name", name)
        .put("version", version)
        .put("pid", pid)
        .put("as", asn.toLong())
        .put("id", id.toString())
        .put("started", started)
        .put("uptime_seconds", uptimeSeconds)
        .put("ready", ready)
        .put("waiting", waiting);
    json.object("neighbors")
        .put("configured", configured)
        .put("established", established)
        .endObject();
    json.object("routes").put("ipv4", ipv4Routes).put("ipv6", ipv6Routes).endObject();
    json.put("revision", revision);
    json.object("dataplane").write(dataplane).endObject();
    json.object("interfaces")
        .put("enforce", enforcing)
        .put("monitor", monitoring)
        .put("off", off)
        .endObject();
    if (rpki.isPresent()) {
      json.object("rpki").write(rpki.get()).endObject();
    }
    json.object("memory")
        .put("heap_octets", heapOctets)
        .put("resident_octets", residentOctets)
        .endObject();
    json.put("established", established).put("paths", ipv4Routes + ipv6Routes);
  }
}
