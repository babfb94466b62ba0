package savd.cetp.names;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import savd.cetp.message.Identity;
import savd.cetp.message.Locator;
import savd.cetp.message.Rloc;
import savd.net.AddressFamily;
import savd.net.IpAddress;
import savd.net.Ipv4Address;
import savd.net.Ipv6Address;

/**
 * {@code dest:ID?ip=ADDRESS&ipv6=ADDRESS&port=N}: an identity and where it is (tutorial,
 * "Destination URLs"). {@code port}, {@code vlan}, {@code order} and {@code pref}, which are ours,
 * are about the locators before them in the text; {@code port=0} is an edge without UDP.
 *
 * @param locators RLOCs; those without order and preference of their own have the record's
 * @param families what the host itself has, {@code net=4}, {@code 6} or {@code 46}, ours; both when
 *     not told
 */
public record DestinationUrl(Identity identity, List<Rloc> locators, Set<AddressFamily> families) {
  /** NAPTR service field of these URLs. */
  public static final String SERVICE = "ID+idprotocol";

  private static final int LAST = 253;
  private static final int MOST_VLAN = 4094;

  public DestinationUrl {
    locators = List.copyOf(locators);
    families = Set.copyOf(families);
  }

  /**
   * Reads the regular expression of a NAPTR record: only the form that replaces all is taken, and
   * nothing evaluated.
   *
   * @param order and preference of the record: clamped to 0..253
   * @return empty when it is something else
   */
  public static Optional<DestinationUrl> ofNaptr(String regexp, int order, int preference) {
    for (String head : List.of("!^(.*)$!", "!^.*$!")) {
      if (regexp.startsWith(head) && regexp.endsWith("!") && regexp.length() > head.length()) {
        String url = regexp.substring(head.length(), regexp.length() - 1);
        try {
          return url.indexOf('!') >= 0
              ? Optional.empty()
              : Optional.of(parse(url, Math.min(order, LAST), Math.min(preference, LAST)));
        } catch (IllegalArgumentException e) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  /** Reads a URL; throws {@link IllegalArgumentException}. */
  public static DestinationUrl parse(String text, int order, int preference) {
    if (!text.startsWith("dest:")) {
      throw new IllegalArgumentException("not a destination: " + text);
    }
    int question = text.indexOf('?');
    String id = question < 0 ? text.substring(5) : text.substring(5, question);
    List<Rloc> locators = new ArrayList<>();
    Set<AddressFamily> families = EnumSet.allOf(AddressFamily.class);
    if (question >= 0) {
      for (String part : text.substring(question + 1).split("&", -1)) {
        int equals = part.indexOf('=');
        if (equals < 0) {
          throw new IllegalArgumentException("not key=value: " + part);
        }
        String key = part.substring(0, equals);
        String value = part.substring(equals + 1);
        if (key.equals("net")) {
          families = families(value);
        } else {
          option(key, value, order, preference, locators);
        }
      }
    }
    return new DestinationUrl(Identity.parse(id), locators, families);
  }

  private static void option(
      String key, String value, int order, int preference, List<Rloc> locators) {
    switch (key) {
      case "ip", "ipv6" -> {
        IpAddress address = IpAddress.parse(value);
        if (!isElsewhere(address)) {
          throw new IllegalArgumentException("no address of another edge: " + value);
        }
        locators.add(new Rloc(order, preference, new Locator.Ip(address, 0)));
      }
      case "eth" -> {
        locators.add(new Rloc(order, preference, Locator.Ethernet.parse(value, -1)));
      }
      case "port" ->
          locators.replaceAll(
              r -> new Rloc(r.order(), r.preference(), at(r.locator(), number(value, 65535))));
      case "vlan" ->
          locators.replaceAll(
              r -> new Rloc(r.order(), r.preference(), in(r.locator(), number(value, MOST_VLAN))));
      case "order" ->
          locators.replaceAll(r -> new Rloc(number(value, LAST), r.preference(), r.locator()));
      case "pref" ->
          locators.replaceAll(r -> new Rloc(r.order(), number(value, LAST), r.locator()));
      default -> {
        // A later version may know it.
      }
    }
  }

  /**
   * Neither this machine, nor a group, nor nobody, as in elements of RLOCs: who keeps a zone must
   * not choose what of ours gets our hosts' packets.
   */
  private static boolean isElsewhere(IpAddress address) {
    return switch (address) {
      case Ipv4Address a -> {
        int first = a.bits() >>> 24;
        yield first != 0 && first != 127 && first < 224;
      }
      case Ipv6Address a -> {
        boolean mapped = a.high() == 0 && a.low() >>> 32 == 0xFFFF;
        yield a.high() >>> 56 != 0xFF && !mapped && (a.high() != 0 || a.low() >>> 1 != 0);
      }
    };
  }

  /** Without a UDP port: not by UDP. */
  private static Locator at(Locator locator, int port) {
    if (locator instanceof Locator.Ip ip) {
      return port == 0 ? new Locator.Direct(ip.address()) : new Locator.Ip(ip.address(), port);
    }
    return locator;
  }

  private static Locator in(Locator locator, int vlan) {
    return locator instanceof Locator.Ethernet e ? new Locator.Ethernet(e.mac(), vlan) : locator;
  }

  private static Set<AddressFamily> families(String value) {
    return switch (value) {
      case "4" -> EnumSet.of(AddressFamily.IPV4);
      case "6" -> EnumSet.of(AddressFamily.IPV6);
      default -> EnumSet.allOf(AddressFamily.class);
    };
  }

  private static int number(String value, int last) {
    int n = Integer.parseInt(value);
    if (n < 0 || n > last) {
      throw new IllegalArgumentException("not 0 to " + last + ": " + value);
    }
    return n;
  }

  private static String address(IpAddress address) {
    return switch (address.family()) {
          case IPV4 -> "ip=";
          case IPV6 -> "ipv6=";
        }
        + address;
  }

  /** The regular expression of a NAPTR record for one locator. */
  public static String naptr(Identity identity, Locator locator, Set<AddressFamily> families) {
    String net =
        (families.contains(AddressFamily.IPV4) ? "4" : "")
            + (families.contains(AddressFamily.IPV6) ? "6" : "");
    String where =
        switch (locator) {
          case Locator.Ip ip ->
              address(ip.address()) + (ip.port() == 0 ? "" : "&port=" + ip.port());
          case Locator.Direct direct -> address(direct.address()) + "&port=0";
          case Locator.Ethernet e ->
              "eth="
                  + new Locator.Ethernet(e.mac(), -1)
                  + (e.vlan() < 0 ? "" : "&vlan=" + e.vlan());
        };
    return "!^(.*)$!dest:" + identity + "?" + where + "&net=" + net + "!";
  }
}
