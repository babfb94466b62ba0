package savd.rpki.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import savd.net.AddressFamily;
import savd.rpki.fsm.CacheAction;
import savd.rpki.fsm.CacheContents;
import savd.rpki.fsm.CacheFsm;
import savd.rpki.fsm.CacheFsmConfig;
import savd.rpki.fsm.CacheInput;
import savd.rpki.message.Change;
import savd.rpki.message.Malformed;
import savd.rpki.message.RtrPdu;
import savd.transport.Scratch;

/** A cache's connection with one router. */
final class RouterSession implements Connection.Events {
  private static final Logger LOG = LoggerFactory.getLogger("savd.rpki.cache");

  /** As many PDUs at a time as fit in some 64 KiB. */
  private static final int PDUS_AT_A_TIME = 2_000;

  private final Channel channel;
  private final Connection connection;
  private final CacheFsm fsm;
  private final Consumer<RouterSession> gone;
  private CacheAction.Answer answer;
  private boolean writing;

  RouterSession(
      Channel channel,
      Scratch scratch,
      CacheFsmConfig config,
      Optional<CacheContents> contents,
      Consumer<RouterSession> gone) {
    this.channel = channel;
    this.gone = gone;
    fsm = new CacheFsm(config, contents);
    connection = new Connection(channel, scratch, this);
    channel.pipeline().addLast(connection);
  }

  void changed(CacheContents contents) {
    on(new CacheInput.Changed(contents));
  }

  void disconnect() {
    connection.finish();
    gone.accept(this);
  }

  private void on(CacheInput input) {
    for (CacheAction action : fsm.on(input)) {
      switch (action) {
        case CacheAction.Send s -> connection.send(s.version(), s.pdu());
        case CacheAction.Complain c ->
            connection.complain(c.version(), c.code(), c.aboutVersion(), c.about(), c.text());
        case CacheAction.Answer a -> {
          answer = a;
          write();
        }
        case CacheAction.Close c -> {
          LOG.info("router {}: {}", channel.remoteAddress(), c.why());
          disconnect();
        }
        case CacheAction.ArmNotify a ->
            channel.eventLoop().schedule(this::notifyExpired, a.delayNanos(), TimeUnit.NANOSECONDS);
      }
    }
  }

  private void notifyExpired() {
    if (!connection.isFinished()) {
      on(new CacheInput.NotifyExpired());
    }
  }

  /** Goes on with the answer as long as the router takes it. */
  private void write() {
    // Flushing may tell that the connection is writable while we are here.
    if (writing) {
      return;
    }
    writing = true;
    boolean more = true;
    while (answer != null && more && !connection.isFinished() && connection.isWritable()) {
      ByteBuf out = channel.alloc().buffer(64 * 1024);
      more = fsm.tell(answer, PDUS_AT_A_TIME, new ToBuffer(out));
      connection.send(out);
    }
    writing = false;
    if (answer != null && !more) {
      answer = null;
      on(new CacheInput.Answered());
    }
  }

  // ---- the connection

  @Override
  public void open() {}

  @Override
  public void heard() {}

  @Override
  public boolean isLoading() {
    return false;
  }

  @Override
  public void writable() {
    write();
  }

  @Override
  public void lost(String why) {
    LOG.debug("router {}: {}", channel.remoteAddress(), why);
    gone.accept(this);
  }

  @Override
  public boolean prefix(
      int version,
      Change change,
      AddressFamily family,
      long high,
      long low,
      int length,
      int maxLength,
      int asn) {
    return pdu(version, RtrPdu.PrefixPdu.of(change, family, high, low, length, maxLength, asn));
  }

  @Override
  public boolean pdu(int version, RtrPdu pdu) {
    on(new CacheInput.Received(version, pdu));
    return !connection.isFinished();
  }

  @Override
  public void malformed(Malformed malformed) {
    on(new CacheInput.Broken(malformed));
  }
}
