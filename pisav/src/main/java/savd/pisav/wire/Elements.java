package savd.pisav.wire;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.net.Prefix;
import savd.pisav.message.ConeMessage;
import savd.pisav.message.ConeNotice;
import savd.pisav.message.ErrorCode;

/** The elements of one body, found and told apart; their values are read when asked for. */
final class Elements {
  /** A body breaks its grammar. Caught where the message was begun to be read. */
  static final class Wrong extends Exception {
    private final ErrorCode code;

    Wrong(ErrorCode code, String text) {
      // Neither suppression nor a stack trace: a stranger decides how many of these are made.
      super(text, null, false, false);
      this.code = code;
    }

    ErrorCode code() {
      return code;
    }
  }

  private record Extent(int from, int to) {}

  private final byte[] bytes;
  private final Map<ElementType, Extent> extents = new EnumMap<>(ElementType.class);

  private Elements(byte[] bytes) {
    this.bytes = bytes;
  }

  static Elements find(byte[] bytes, int from, int end, ElementType.Place place) throws Wrong {
    Elements found = new Elements(bytes);
    for (int at = from; at < end; ) {
      if (end - at < ElementType.HEADER_LENGTH) {
        throw corrupt("an element's header is cut");
      }
      int code = Octets.uint16(bytes, at);
      int value = at + ElementType.HEADER_LENGTH;
      int next = value + Octets.uint16(bytes, at + 2);
      if (next > end) {
        throw corrupt("element " + (code & ~ElementType.CRITICAL) + " goes beyond the message");
      }
      found.take(code, value, next, place);
      at = next;
    }
    return found;
  }

  private void take(int code, int from, int to, ElementType.Place place) throws Wrong {
    ElementType type = ElementType.of(code & ~ElementType.CRITICAL);
    if (type == null) {
      if ((code & ElementType.CRITICAL) != 0) {
        throw new Wrong(ErrorCode.UNKNOWN_CRITICAL, "element " + (code & ~ElementType.CRITICAL));
      }
      return;
    }
    if (type.place() != place) {
      throw corrupt(type + " does not belong here");
    }
    if (extents.put(type, new Extent(from, to)) != null) {
      throw corrupt(type + " comes twice");
    }
  }

  boolean has(ElementType type) {
    return extents.containsKey(type);
  }

  /** Where the value begins, which must have that many octets. */
  int fixed(ElementType type, int octets) throws Wrong {
    Extent e = extents.get(type);
    if (e.to - e.from != octets) {
      throw corrupt(type + " of " + (e.to - e.from) + " octets");
    }
    return e.from;
  }

  List<Asn> asns(ElementType type) throws Wrong {
    Extent e = extents.get(type);
    if (e == null) {
      return List.of();
    }
    if (e.from == e.to || (e.to - e.from) % 4 != 0) {
      throw corrupt(type + " of " + (e.to - e.from) + " octets");
    }
    List<Asn> list = new ArrayList<>((e.to - e.from) / 4);
    Asn last = null;
    for (int at = e.from; at < e.to; at += 4) {
      last = ascending(type, last, new Asn(Octets.int32(bytes, at)));
      list.add(last);
    }
    return list;
  }

  /** The IPv4 prefixes of one element, then the IPv6 prefixes of the other. */
  List<Prefix> prefixes(ElementType ipv4, ElementType ipv6) throws Wrong {
    if (!has(ipv4) && !has(ipv6)) {
      return List.of();
    }
    List<Prefix> list = new ArrayList<>();
    prefixes(ipv4, AddressFamily.IPV4, list);
    prefixes(ipv6, AddressFamily.IPV6, list);
    return list;
  }

  private void prefixes(ElementType type, AddressFamily family, List<Prefix> into) throws Wrong {
    Extent e = extents.get(type);
    if (e == null) {
      return;
    }
    if (e.from == e.to) {
      throw corrupt(type + " is empty");
    }
    Prefix last = null;
    for (int at = e.from; at < e.to; ) {
      int length = bytes[at] & 0xFF;
      int octets = (length + 7) / 8;
      if (length > family.bits() || octets > e.to - at - 1) {
        throw corrupt(type + " has a prefix of length " + length);
      }
      last = ascending(type, last, prefix(type, family, at + 1, length, octets));
      into.add(last);
      at += 1 + octets;
    }
  }

  private Prefix prefix(ElementType type, AddressFamily family, int at, int length, int octets)
      throws Wrong {
    byte[] address = new byte[family.bits() / 8];
    System.arraycopy(bytes, at, address, 0, octets);
    IpAddress first = IpAddress.ofOctets(address);
    if ((first.high() & ~family.maskHigh(length)) != 0
        || (first.low() & ~family.maskLow(length)) != 0) {
      throw corrupt(type + " has bits behind a prefix");
    }
    return Prefix.of(family, first.high(), first.low(), length);
  }

  private static <T extends Comparable<? super T>> T ascending(ElementType type, T last, T next)
      throws Wrong {
    if (last != null && last.compareTo(next) >= 0) {
      throw corrupt(type + " is not ascending");
    }
    return next;
  }

  List<ConeNotice.Contact> contacts() throws Wrong {
    Extent e = extents.get(ElementType.CONTACTS);
    if (e == null) {
      return List.of();
    }
    List<ConeNotice.Contact> list = new ArrayList<>();
    for (int at = e.from; at < e.to; ) {
      int octets = e.to - at < 3 ? -1 : bytes[at + 2] & 0xFF;
      if ((octets != 4 && octets != 16) || octets > e.to - at - 3) {
        throw corrupt("an address of a contact is cut or of no family");
      }
      int port = Octets.uint16(bytes, at);
      byte[] address = new byte[octets];
      System.arraycopy(bytes, at + 3, address, 0, octets);
      list.add(new ConeNotice.Contact(IpAddress.ofOctets(address), port));
      at += 3 + octets;
    }
    if (list.isEmpty()
        || list.size() > ConeMessage.Head.MAX_CONTACTS
        || list.stream().anyMatch(c -> c.port() == 0)) {
      throw corrupt("1 to " + ConeMessage.Head.MAX_CONTACTS + " contacts with a port");
    }
    return list;
  }

  static Wrong corrupt(String text) {
    return new Wrong(ErrorCode.CORRUPT, text);
  }
}
