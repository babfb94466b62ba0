package savd.rpki.fsm;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import savd.net.AddressFamily;
import savd.rpki.message.Change;
import savd.rpki.message.Malformed;
import savd.rpki.message.PduSink;
import savd.rpki.message.RtrPdu;
import savd.rpki.payload.Payload;
import savd.rpki.wire.PduReader;
import savd.rpki.wire.PduWriter;

/**
 * A router's machine and a cache's, joined by octets in memory. Strict on both sides, so that any
 * disagreement ends the connection and shows as an end.
 */
final class Pair {
  final RouterFsm router;
  private final CacheFsmConfig cacheConfig;
  private CacheContents contents;
  private CacheFsm cache;
  private final Deque<byte[]> toRouter = new ArrayDeque<>();
  private final Deque<byte[]> toCache = new ArrayDeque<>();
  private CacheAction.Answer answer;
  private boolean notifyArmed;
  final List<String> ends = new ArrayList<>();
  Payload published;
  private long now;

  Pair(RouterConfig routerConfig, CacheFsmConfig cacheConfig, CacheContents contents) {
    router = new RouterFsm(routerConfig, Jitter.none());
    this.cacheConfig = cacheConfig;
    this.contents = contents;
    perform(router.on(now, new RtrInput.Start()));
  }

  void contents(CacheContents to) {
    contents = to;
    if (cache != null) {
      cacheDoes(cache.on(new CacheInput.Changed(to)));
    }
  }

  void router(RtrInput input) {
    now += 1_000_000_000L;
    perform(router.on(now, input));
  }

  void connect() {
    if (router.state() == CacheState.WAITING) {
      router(new RtrInput.TimerExpired(RtrTimer.RETRY));
    }
    cache = new CacheFsm(cacheConfig, Optional.ofNullable(contents));
    answer = null;
    notifyArmed = false;
    toRouter.clear();
    toCache.clear();
    router(new RtrInput.Connected());
  }

  void cut() {
    cache = null;
    router(new RtrInput.Lost("cut"));
  }

  /** Lets some octets pass; false when nothing moves any more. */
  boolean step() {
    if (cache == null) {
      return false;
    }
    if (!toCache.isEmpty()) {
      byte[] b = toCache.removeFirst();
      PduReader.read(b, 0, b.length, new CacheEar());
    } else if (!toRouter.isEmpty()) {
      byte[] b = toRouter.removeFirst();
      PduReader.read(b, 0, b.length, new RouterEar());
    } else if (answer != null) {
      ByteBuf out = Unpooled.buffer();
      boolean more = cache.tell(answer, 7, new Written(out));
      send(toRouter, out);
      if (!more) {
        answer = null;
        cacheDoes(cache.on(new CacheInput.Answered()));
      }
    } else if (notifyArmed) {
      notifyArmed = false;
      cacheDoes(cache.on(new CacheInput.NotifyExpired()));
    } else {
      return false;
    }
    return true;
  }

  void settle() {
    for (int i = 0; i < 10_000 && step(); i++) {
      // Octets move.
    }
  }

  private static void send(Deque<byte[]> way, ByteBuf out) {
    byte[] b = new byte[out.readableBytes()];
    out.readBytes(b);
    way.add(b);
  }

  private void perform(List<RtrAction> actions) {
    for (RtrAction a : actions) {
      switch (a) {
        case RtrAction.Send s -> write(toCache, s.version(), s.pdu());
        case RtrAction.Complain c ->
            write(
                toCache,
                c.version(),
                PduWriter.reportAbout(
                    c.aboutVersion(), c.code(), c.about(), c.text(), Unpooled.buffer()));
        case RtrAction.Close _ -> cache = null;
        case RtrAction.Publish p -> published = p.payload();
        case RtrAction.Expire _ -> published = null;
        case RtrAction.Ended e -> ends.add(e.why());
        case RtrAction.Connect _, RtrAction.Arm _, RtrAction.Cancel _, RtrAction.Note _ -> {}
      }
    }
  }

  private void cacheDoes(List<CacheAction> actions) {
    for (CacheAction a : actions) {
      switch (a) {
        case CacheAction.Send s -> write(toRouter, s.version(), s.pdu());
        case CacheAction.Complain c ->
            write(
                toRouter,
                c.version(),
                PduWriter.reportAbout(
                    c.aboutVersion(), c.code(), c.about(), c.text(), Unpooled.buffer()));
        case CacheAction.Answer x -> answer = x;
        case CacheAction.Close c -> ends.add("cache: " + c.why());
        case CacheAction.ArmNotify _ -> notifyArmed = true;
      }
    }
  }

  private static void write(Deque<byte[]> way, int version, RtrPdu pdu) {
    ByteBuf out = Unpooled.buffer();
    PduWriter.write(version, pdu, out);
    send(way, out);
  }

  private record Written(ByteBuf out) implements PduSink {
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
      PduWriter.prefix(version, change, family, high, low, length, maxLength, asn, out);
      return true;
    }

    @Override
    public boolean pdu(int version, RtrPdu pdu) {
      PduWriter.write(version, pdu, out);
      return true;
    }

    @Override
    public void malformed(Malformed m) {
      throw new AssertionError(m);
    }
  }

  private final class RouterEar implements PduSink {
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
      return router.collect(version, change, family, high, low, length, maxLength, asn)
          || pdu(version, RtrPdu.PrefixPdu.of(change, family, high, low, length, maxLength, asn));
    }

    @Override
    public boolean pdu(int version, RtrPdu pdu) {
      router(new RtrInput.Received(version, pdu));
      return cache != null;
    }

    @Override
    public void malformed(Malformed m) {
      throw new AssertionError(m.text());
    }
  }

  private final class CacheEar implements PduSink {
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
      throw new AssertionError("a router sends no prefixes");
    }

    @Override
    public boolean pdu(int version, RtrPdu pdu) {
      if (cache != null) {
        cacheDoes(cache.on(new CacheInput.Received(version, pdu)));
      }
      return cache != null;
    }

    @Override
    public void malformed(Malformed m) {
      throw new AssertionError(m.text());
    }
  }
}
