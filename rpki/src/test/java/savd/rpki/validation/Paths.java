package savd.rpki.validation;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import savd.net.AsPath;
import savd.net.AsPath.SegmentType;
import savd.net.Asn;
import savd.rpki.payload.AspaTable;

/** AS_PATHs as text and as canonical attribute blocks inside larger arrays. */
final class Paths {
  static final int OFFSET = 5;

  private Paths() {}

  /** As {@link AsPath} prints itself: "1 2 {3,4}"; neighbour first. */
  static AsPath parse(String text) {
    List<AsPath.Segment> segments = new ArrayList<>();
    List<Asn> sequence = new ArrayList<>();
    for (String word : text.isBlank() ? new String[0] : text.trim().split(" +")) {
      if (word.startsWith("{") || word.startsWith("[")) {
        flush(segments, sequence);
        List<Asn> members = new ArrayList<>();
        for (String w : word.substring(1, word.length() - 1).split(",")) {
          members.add(Asn.parse(w));
        }
        SegmentType type = word.startsWith("{") ? SegmentType.SET : SegmentType.CONFED_SET;
        segments.add(new AsPath.Segment(type, members));
      } else {
        sequence.add(Asn.parse(word));
      }
    }
    flush(segments, sequence);
    return new AsPath(segments);
  }

  private static void flush(List<AsPath.Segment> segments, List<Asn> sequence) {
    if (!sequence.isEmpty()) {
      segments.add(new AsPath.Segment(SegmentType.SEQUENCE, sequence));
      sequence.clear();
    }
  }

  /** A block with a next hop, ORIGIN, the path and a MED, {@link #OFFSET} octets into an array. */
  static byte[] block(AsPath path) {
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    for (AsPath.Segment s : path.segments()) {
      value.write(s.type().code());
      value.write(s.asns().size());
      for (Asn a : s.asns()) {
        write32(value, a.value());
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {2, 2, 2, 2, 2, 4, 10, 0, 0, 1, 0x40, 1, 1, 0});
    boolean extended = value.size() > 255;
    out.write(extended ? 0x50 : 0x40);
    out.write(2);
    if (extended) {
      out.write(value.size() >>> 8);
    }
    out.write(value.size());
    out.writeBytes(value.toByteArray());
    out.writeBytes(new byte[] {(byte) 0x80, 4, 4, 0, 0, 0, 7, 2, 2, 2, 2, 2});
    return out.toByteArray();
  }

  private static void write32(ByteArrayOutputStream out, int v) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      out.write(v >>> shift);
    }
  }

  static int length(byte[] block) {
    return block.length - 2 * OFFSET;
  }

  static AspaValidity verdict(AspaTable table, AsPath path, Direction direction) {
    byte[] b = block(path);
    return AspaValidity.of(AspaVerification.verdicts(table, b, OFFSET, length(b)), direction);
  }

  static boolean startsWith(AsPath path, int neighbor) {
    byte[] b = block(path);
    return AspaVerification.startsWith(b, OFFSET, length(b), neighbor);
  }
}
