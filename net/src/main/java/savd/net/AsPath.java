package savd.net;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * An AS_PATH (RFC 4271, section 4.3), neighbour first, four-octet numbers.
 *
 * @param segments as received; may be empty
 */
public record AsPath(List<Segment> segments) {
  public static final AsPath EMPTY = new AsPath(List.of());

  public AsPath {
    segments = List.copyOf(segments);
  }

  /** Segment types with their codes of RFC 4271 and RFC 5065. */
  public enum SegmentType {
    SET(1),
    SEQUENCE(2),
    CONFED_SEQUENCE(3),
    CONFED_SET(4);

    private final int code;

    SegmentType(int code) {
      this.code = code;
    }

    public int code() {
      return code;
    }
  }

  /** One segment; {@code asns} has 1 to 255 members. */
  public record Segment(SegmentType type, List<Asn> asns) {
    public Segment {
      asns = List.copyOf(asns);
    }
  }

  /** A path of one AS_SEQUENCE; no numbers give the empty path. */
  public static AsPath of(long... asns) {
    if (asns.length == 0) {
      return EMPTY;
    }
    List<Asn> list = new ArrayList<>(asns.length);
    for (long asn : asns) {
      list.add(Asn.of(asn));
    }
    return new AsPath(List.of(new Segment(SegmentType.SEQUENCE, list)));
  }

  /**
   * The origin AS: the last of a final AS_SEQUENCE. Empty for an empty path and for one that ends
   * in a set or a confederation segment (RFC 6811, section 2; RFC 9774).
   */
  public OptionalLong origin() {
    if (segments.isEmpty()) {
      return OptionalLong.empty();
    }
    Segment last = segments.getLast();
    return last.type() == SegmentType.SEQUENCE
        ? OptionalLong.of(last.asns().getLast().toLong())
        : OptionalLong.empty();
  }

  /** The leftmost AS of a leading AS_SEQUENCE: the neighbour's, on an external session. */
  public OptionalLong neighbor() {
    if (segments.isEmpty() || segments.getFirst().type() != SegmentType.SEQUENCE) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(segments.getFirst().asns().getFirst().toLong());
  }

  /**
   * Path length for the decision process: a set counts one, confederation segments nothing (RFC
   * 4271, 9.1.2.2; RFC 5065).
   */
  public int selectionLength() {
    int n = 0;
    for (Segment s : segments) {
      n +=
          switch (s.type()) {
            case SEQUENCE -> s.asns().size();
            case SET -> 1;
            case CONFED_SEQUENCE, CONFED_SET -> 0;
          };
    }
    return n;
  }

  /**
   * As BIRD and FRR print it: numbers with spaces, sets in braces, confederation segments in
   * parentheses and brackets.
   */
  @Override
  public String toString() {
    StringBuilder s = new StringBuilder();
    for (Segment segment : segments) {
      if (!s.isEmpty()) {
        s.append(' ');
      }
      List<String> words = segment.asns().stream().map(Asn::toString).toList();
      switch (segment.type()) {
        case SEQUENCE -> s.append(String.join(" ", words));
        case SET -> s.append('{').append(String.join(",", words)).append('}');
        case CONFED_SEQUENCE -> s.append('(').append(String.join(" ", words)).append(')');
        case CONFED_SET -> s.append('[').append(String.join(",", words)).append(']');
      }
    }
    return s.toString();
  }
}
