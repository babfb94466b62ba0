package savd.cetp.capture;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Consumer;
import savd.cetp.wire.Carriage;
import savd.cetp.wire.ControlWord;
import savd.cetp.wire.Decoded;
import savd.cetp.wire.MessageDecoder;
import savd.cetp.wire.MessageText;

/** A capture file in words: a message a paragraph. */
public final class CaptureText {
  private final CetpPackets packets;
  private final MessageDecoder decoder = new MessageDecoder();
  private final Consumer<String> lines;
  private int frames;
  private int messages;
  private int malformed;

  private CaptureText(int port, Consumer<String> lines) {
    this.packets = new CetpPackets(port);
    this.lines = lines;
  }

  /**
   * Writes the CETP messages of a file, line by line, and a summary.
   *
   * @param port the UDP port that is CETP's
   */
  public static void write(Path file, int port, Consumer<String> lines) throws IOException {
    CaptureText text = new CaptureText(port, lines);
    CaptureFile.read(file, text::frame);
    lines.accept(
        "%d frames, %d CETP messages, %d malformed"
            .formatted(text.frames, text.messages, text.malformed));
  }

  private void frame(CaptureFile.Frame frame) {
    frames++;
    CetpPackets.Found found = packets.find(frame);
    if (found == null) {
      return;
    }
    int at = found.offset();
    int end = at + found.length();
    while (at < end) {
      int length = length(found, at, end);
      message(frame, found, at, length);
      at += length;
    }
  }

  /**
   * Octets of the message at {@code at}. Where the sender's kernel cuts datagrams late, or the
   * receiver's puts them together early, a capture has several in one.
   */
  private static int length(CetpPackets.Found found, int at, int end) {
    if (found.carriage() == Carriage.ETHERNET || end - at < 4) {
      return end - at;
    }
    int total = ControlWord.totalLength(found.in().getInt(at));
    return total >= 12 && total < end - at ? total : end - at;
  }

  private void message(CaptureFile.Frame frame, CetpPackets.Found found, int at, int length) {
    messages++;
    String head =
        "%s %s > %s, %d octets: "
            .formatted(
                Instant.ofEpochSecond(0, frame.epochNanos()).toString(),
                found.from(),
                found.to(),
                length);
    switch (decoder.decode(found.in(), at, length, found.carriage())) {
      case Decoded.Malformed(var finding) -> {
        malformed++;
        lines.accept(
            head + "malformed: " + finding.text() + (found.whole() ? "" : " (captured in part)"));
      }
      case Decoded.Read(var message, var _, var _) -> {
        var text = MessageText.lines(message);
        lines.accept(head + text.getFirst());
        text.stream().skip(1).forEach(l -> lines.accept("    " + l));
      }
    }
  }
}
