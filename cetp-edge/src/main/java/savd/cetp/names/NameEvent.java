package savd.cetp.names;

import java.util.Locale;

/** What is counted of names. */
public enum NameEvent {
  /** A question of a host beyond what may wait: answered with SERVFAIL. */
  TOO_MANY_OF_HOSTS,
  /** A caller's name not looked up: as many of its network, or of all, are being looked up. */
  TOO_MANY_OF_CALLERS,
  /** A server is asked as much as it may be: the question was not put to it. */
  TOO_MANY_OF_SERVER,
  /** No server of a zone has answered. */
  UNANSWERED,
  /** A question that was under way already, and was not asked again. */
  JOINED,
  /** A question of somebody whom names are not resolved for. */
  STRANGER,
  /** More answers by datagrams than a network gets: told to come by TCP, or nothing. */
  RATE_LIMITED,
  /** More connections than there may be, or than one address may have. */
  TOO_MANY_CONNECTIONS;

  /** As in {@code names-rate-limited}. */
  @Override
  public String toString() {
    return "names-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
