package savd.rpki.fsm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import savd.rpki.message.ErrorCode;
import savd.rpki.message.Malformed;
import savd.rpki.message.PduSink;
import savd.rpki.message.RtrPdu;
import savd.rpki.message.RtrSerial;

/**
 * The cache's side of the protocol with one router (RFC 8210, sections 5, 7 and 8).
 *
 * <p>The document says / we do: a Serial Query of another session could be an error; here it is
 * answered with Cache Reset, as one with a serial that is not known is, for that leads every router
 * to the same end in one step less. A query in a version above ours is refused with ours, and the
 * connection stays for another query (8210bis).
 */
public final class CacheFsm {
  private final CacheFsmConfig config;
  private final List<CacheAction> actions = new ArrayList<>();
  private CacheContents contents;
  private int version = -1;
  private boolean answering;

  /** A query that came while an answer was under way; only the latest counts. */
  private RtrPdu waiting;

  /** The serial the router has, or is being brought to; null before the first answer. */
  private RtrSerial told;

  private boolean mayNotify = true;
  private boolean closed;

  /**
   * @param contents what is served; empty while there is nothing yet
   */
  public CacheFsm(CacheFsmConfig config, Optional<CacheContents> contents) {
    this.config = config;
    this.contents = contents.orElse(null);
  }

  /** Of the connection, once there was a query. */
  public Optional<Integer> version() {
    return version < 0 ? Optional.empty() : Optional.of(version);
  }

  /** The serial the router was last brought to. */
  public Optional<RtrSerial> told() {
    return Optional.ofNullable(told);
  }

  /**
   * Tells the next PDUs of an answer; false when it was told to its end.
   *
   * @param most how many, 1 or more
   */
  public boolean tell(CacheAction.Answer action, int most, PduSink sink) {
    return action.answer().tell(action.version(), config.timing(), most, sink);
  }

  /** Takes one event; the actions are to be performed in order. */
  public List<CacheAction> on(CacheInput input) {
    if (!closed) {
      switch (input) {
        case CacheInput.Received r -> received(r.version(), r.pdu());
        case CacheInput.Broken b -> broken(b.malformed());
        case CacheInput.Changed c -> {
          contents = c.contents();
          notifyRouter();
        }
        case CacheInput.Answered _ -> answered();
        case CacheInput.NotifyExpired _ -> {
          mayNotify = true;
          notifyRouter();
        }
      }
    }
    List<CacheAction> result = List.copyOf(actions);
    actions.clear();
    return result;
  }

  private void received(int v, RtrPdu pdu) {
    if (pdu instanceof RtrPdu.ErrorReport e) {
      close("the router reports: " + e.summary());
      return;
    }
    if (version >= 0 && v != version) {
      complain(ErrorCode.UNEXPECTED_VERSION, v, pdu, "version " + v + " after " + version);
      return;
    }
    switch (pdu) {
      case RtrPdu.ResetQuery _, RtrPdu.SerialQuery _ -> query(v, pdu);
      case RtrPdu.SerialNotify _,
          RtrPdu.CacheResponse _,
          RtrPdu.PrefixPdu _,
          RtrPdu.EndOfData _,
          RtrPdu.CacheReset _,
          RtrPdu.RouterKeyPdu _,
          RtrPdu.AspaPdu _ ->
          complain(ErrorCode.INVALID_REQUEST, v, pdu, "not what a router sends");
      // Taken care of above, in every version.
      case RtrPdu.ErrorReport _ -> {}
    }
  }

  private void query(int v, RtrPdu pdu) {
    if (v > config.maxVersion()) {
      String text = "this cache speaks version " + config.maxVersion() + " at most";
      actions.add(
          new CacheAction.Complain(
              config.maxVersion(), ErrorCode.UNSUPPORTED_VERSION, v, pdu, text));
      return;
    }
    if (v < config.minVersion()) {
      String text = "this cache speaks version " + config.minVersion() + " at least";
      actions.add(
          new CacheAction.Complain(
              config.minVersion(), ErrorCode.UNSUPPORTED_VERSION, v, pdu, text));
      close(text);
      return;
    }
    version = v;
    if (answering) {
      waiting = pdu;
    } else {
      answer(pdu);
    }
  }

  private void answer(RtrPdu query) {
    if (contents == null) {
      RtrPdu about = query;
      actions.add(
          new CacheAction.Complain(
              version, ErrorCode.NO_DATA_AVAILABLE, version, about, "no data yet"));
      return;
    }
    Optional<CacheAnswer> answer =
        query instanceof RtrPdu.SerialQuery q
            ? q.session() == contents.session(version)
                ? contents.since(q.serial())
                : Optional.empty()
            : Optional.of(contents.all());
    if (answer.isEmpty()) {
      actions.add(new CacheAction.Send(version, new RtrPdu.CacheReset()));
      return;
    }
    told = contents.serial();
    answering = true;
    actions.add(new CacheAction.Answer(version, answer.get()));
  }

  private void answered() {
    answering = false;
    if (waiting != null) {
      RtrPdu next = waiting;
      waiting = null;
      answer(next);
    } else {
      notifyRouter();
    }
  }

  /** Says that there is something new, to a router that does not know and is not being told. */
  private void notifyRouter() {
    if (version < 0 || contents == null || answering || contents.serial().equals(told)) {
      return;
    }
    if (!mayNotify) {
      return;
    }
    mayNotify = false;
    actions.add(
        new CacheAction.Send(
            version, new RtrPdu.SerialNotify(contents.session(version), contents.serial())));
    actions.add(new CacheAction.ArmNotify(config.notifyNanos()));
  }

  private void broken(Malformed m) {
    if (m.answerable()) {
      int v = version >= 0 ? version : config.maxVersion();
      ErrorCode code =
          m.code() == ErrorCode.UNSUPPORTED_VERSION && version >= 0
              ? ErrorCode.UNEXPECTED_VERSION
              : m.code();
      actions.add(
          new CacheAction.Send(v, new RtrPdu.ErrorReport(code.code(), m.octets(), m.text())));
    }
    close("malformed PDU: " + m.text());
  }

  private void complain(ErrorCode code, int v, RtrPdu about, String text) {
    int mine = version >= 0 ? version : Math.min(v, config.maxVersion());
    actions.add(new CacheAction.Complain(mine, code, v, about, text));
    close(code.text() + ": " + text);
  }

  private void close(String why) {
    closed = true;
    actions.add(new CacheAction.Close(why));
  }
}
