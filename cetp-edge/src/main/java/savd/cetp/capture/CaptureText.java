package savd.cetp.capture;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Consumer;
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
    messages++;
    String head =
        "%s %s > %s, %d octets: "
            .formatted(
                Instant.ofEpochSecond(0, frame.epochNanos()).toString(),
                found.from(),
                found.to(),
                found.length());
    switch (decoder.decode(found.in(), found.offset(), found.length(), found.carriage())) {
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
