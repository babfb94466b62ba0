package savd.pisav.message;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.net.Prefix;
import savd.relation.ConeMode;

/**
 * What a CC-Top-ASBR tells the members of its cone (draft-huang-savnet-pi-sav-for-cc, section 3).
 *
 * @param mode what it makes of answers
 * @param top its AS
 * @param routerId BGP identifier, 32 bits
 * @param contacts where members reach it
 * @param members the cone, without the top itself
 * @param subTransit those of them that are sub-transit by themselves: their answer is waited for
 * @param prefixes what the cone and the top originate: where a member's packets to these go is the
 *     question
 */
public record ConeNotice(
    ConeMode mode,
    Asn top,
    int routerId,
    List<Contact> contacts,
    Set<Asn> members,
    Set<Asn> subTransit,
    Set<Prefix> prefixes) {
  /**
   * An address for the member protocol.
   *
   * @param port 1 to 65535
   */
  public record Contact(IpAddress address, int port) {}

  public ConeNotice {
    contacts = List.copyOf(contacts);
    members = Collections.unmodifiableSet(new TreeSet<>(members));
    subTransit = Collections.unmodifiableSet(new TreeSet<>(subTransit));
    prefixes = Collections.unmodifiableSet(new TreeSet<>(prefixes));
  }
}
