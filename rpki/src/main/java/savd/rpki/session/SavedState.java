package savd.rpki.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import savd.net.AddressFamily;
import savd.rpki.fsm.CacheAnswer;
import savd.rpki.fsm.CacheContents;
import savd.rpki.fsm.Jitter;
import savd.rpki.fsm.RouterConfig;
import savd.rpki.fsm.RouterFsm;
import savd.rpki.fsm.RouterStatus;
import savd.rpki.fsm.RtrInput;
import savd.rpki.message.Change;
import savd.rpki.message.Malformed;
import savd.rpki.message.PduSink;
import savd.rpki.message.RtrPdu;
import savd.rpki.message.RtrSerial;
import savd.rpki.message.Timing;
import savd.rpki.payload.Payload;
import savd.rpki.wire.PduReader;

/**
 * The data in force on disk, so that a savd that starts again has them at once and asks the cache
 * for changes only.
 *
 * <p>The file is one line of text with the cache and the time, then the answer a cache would give
 * to a Reset Query, in RTR, then a CRC-32 of both. What is not whole, or not readable, is as if
 * absent. It is written beside its place and moved there.
 *
 * @param cache whose data they are: its name and description
 * @param updatedMillis when the cache confirmed them, Unix time
 * @param timing the intervals the cache asked for
 */
record SavedState(
    String cache,
    long updatedMillis,
    int version,
    int session,
    RtrSerial serial,
    Timing timing,
    Payload payload) {
  private static final String MAGIC = "savd-rtr-state-1";
  private static final int PDUS_AT_A_TIME = 2_000;
  private static final int CRC_OCTETS = 4;

  // ---- writing

  void write(Path file) throws IOException {
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    try (OutputStream raw = new BufferedOutputStream(Files.newOutputStream(beside), 1 << 16)) {
      CRC32 crc = new CRC32();
      CheckedOutputStream out = new CheckedOutputStream(raw, crc);
      out.write(
          (MAGIC + "\t" + updatedMillis + "\t" + cache + "\n").getBytes(StandardCharsets.UTF_8));
      writePdus(out);
      raw.write(ByteBuffer.allocate(CRC_OCTETS).putInt((int) crc.getValue()).array());
    }
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private void writePdus(OutputStream out) throws IOException {
    // Contents number the sessions of their versions themselves.
    CacheAnswer answer = CacheContents.first(session - version, serial, payload).all();
    ByteBuf buffer = Unpooled.buffer(1 << 16);
    boolean more = true;
    while (more) {
      more = answer.tell(version, timing, PDUS_AT_A_TIME, new ToBuffer(buffer));
      buffer.readBytes(out, buffer.readableBytes());
      buffer.clear();
    }
  }

  // ---- reading

  /** What a file says; empty when there is none that is whole. */
  static Optional<SavedState> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    byte[] bytes = Files.readAllBytes(file);
    int end = bytes.length - CRC_OCTETS;
    int line = 0;
    while (line < end && bytes[line] != '\n') {
      line++;
    }
    if (line >= end || !crcFits(bytes, end)) {
      return Optional.empty();
    }
    String[] words = new String(bytes, 0, line, StandardCharsets.UTF_8).split("\t", 3);
    if (words.length != 3 || !words[0].equals(MAGIC) || !words[1].matches("\\d{1,18}")) {
      return Optional.empty();
    }
    return new Replay().read(bytes, line + 1, end, words[2], Long.parseLong(words[1]));
  }

  private static boolean crcFits(byte[] bytes, int end) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, end);
    return (int) crc.getValue() == ByteBuffer.wrap(bytes, end, CRC_OCTETS).getInt();
  }

  /** A router that is told the file. */
  private static final class Replay implements PduSink {
    private final RouterFsm fsm = new RouterFsm(RouterConfig.DEFAULT, Jitter.none());

    Replay() {
      fsm.on(0, new RtrInput.Start());
      fsm.on(0, new RtrInput.Connected());
    }

    Optional<SavedState> read(byte[] bytes, int from, int to, String cache, long millis) {
      PduReader.read(bytes, from, to, this);
      RouterStatus s = fsm.status();
      return s.payload()
          .flatMap(
              p ->
                  s.session()
                      .map(
                          session ->
                              new SavedState(
                                  cache,
                                  millis,
                                  s.payloadVersion(),
                                  session,
                                  s.serial().orElseThrow(),
                                  s.timing(),
                                  p)));
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
      return fsm.collect(version, change, family, high, low, length, maxLength, asn)
          || pdu(version, RtrPdu.PrefixPdu.of(change, family, high, low, length, maxLength, asn));
    }

    @Override
    public boolean pdu(int version, RtrPdu pdu) {
      List<?> actions = fsm.on(0, new RtrInput.Received(version, pdu));
      return actions.isEmpty() || fsm.state().isConnected();
    }

    @Override
    public void malformed(Malformed malformed) {
      fsm.on(0, new RtrInput.Broken(malformed));
    }
  }
}
