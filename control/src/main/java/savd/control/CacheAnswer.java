package savd.control;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import savd.net.IpAddress;

/**
 * One cache of {@code show rpki caches}: document {@code {"caches":[…]}}.
 *
 * <p>Members: {@code name, description, address, port, transport, preference, state, state_seconds,
 * in_use, version, session, serial, vrps{ipv4, ipv6}, aspas, router_keys, last_update_seconds,
 * timers{refresh, retry, expire}, expires_in_seconds, last_error, counters{connections, failures,
 * pdus, updates, full_loads, notifies, cache_resets, errors_sent, errors_received, expiries},
 * forgiven[{kind, count}]}.
 *
 * @param transport tcp or tls
 * @param preference the lowest of those that have data is used
 * @param state idle, connecting, waiting, querying, receiving, synchronized or no-data
 * @param stateSeconds how long it has been in this state
 * @param inUse its data are part of what is in force
 * @param version of RTR, once agreed
 * @param session the session identifier its data belong to
 * @param serial of the data it delivered last
 * @param counts of these data
 * @param lastUpdateSeconds since the last End of Data
 * @param timers in seconds, as they are used
 * @param expiresInSeconds until its data may not be used any more
 */
public record CacheAnswer(
    String name,
    Optional<String> description,
    IpAddress address,
    int port,
    String transport,
    int preference,
    String state,
    long stateSeconds,
    boolean inUse,
    OptionalLong version,
    OptionalLong session,
    OptionalLong serial,
    PayloadCounts counts,
    OptionalLong lastUpdateSeconds,
    Timers timers,
    OptionalLong expiresInSeconds,
    Optional<String> lastError,
    Counters counters,
    List<Forgiven> forgiven)
    implements Answer {

  /** What a cache asked for, brought into the ranges of RFC 8210, section 6. */
  public record Timers(long refresh, long retry, long expire) implements Answer {
    @Override
    public void write(JsonWriter json) throws IOException {
      json.put("refresh", refresh).put("retry", retry).put("expire", expire);
    }
  }

  /**
   * What happened since the cache was configured.
   *
   * @param connections that came up
   * @param failures connections and attempts that ended
   * @param pdus received
   * @param updates End of Data accepted
   * @param fullLoads those of them that answered a Reset Query
   * @param notifies Serial Notify received
   * @param cacheResets Cache Reset received
   * @param expiries how often its data became too old
   */
  public record Counters(
      long connections,
      long failures,
      long pdus,
      long updates,
      long fullLoads,
      long notifies,
      long cacheResets,
      long errorsSent,
      long errorsReceived,
      long expiries)
      implements Answer {
    @Override
    public void write(JsonWriter json) throws IOException {
      json.put("connections", connections)
          .put("failures", failures)
          .put("pdus", pdus)
          .put("updates", updates)
          .put("full_loads", fullLoads)
          .put("notifies", notifies)
          .put("cache_resets", cacheResets)
          .put("errors_sent", errorsSent)
          .put("errors_received", errorsReceived)
          .put("expiries", expiries);
    }
  }

  /**
   * A mistake that was let pass.
   *
   * @param kind a stable word, such as withdrawal-with-providers
   */
  public record Forgiven(String kind, long count) implements Answer {
    @Override
    public void write(JsonWriter json) throws IOException {
      json.put("kind", kind).put("count", count);
    }
  }

  @Override
  public void write(JsonWriter json) throws IOException {
    json.put("name", name)
        .put("description", description)
        .put("address", address.toString())
        .put("port", port)
        .put("transport", transport)
        .put("preference", preference)
        .put("state", state)
        .put("state_seconds", stateSeconds)
        .put("in_use", inUse)
        .put("version", version)
        .put("session", session)
        .put("serial", serial)
        .write(counts)
        .put("last_update_seconds", lastUpdateSeconds);
    json.object("timers").write(timers).endObject();
    json.put("expires_in_seconds", expiresInSeconds).put("last_error", lastError);
    json.object("counters").write(counters).endObject();
    json.rows("forgiven", forgiven);
  }
}
