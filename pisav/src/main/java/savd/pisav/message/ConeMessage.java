package savd.pisav.message;

import java.util.List;
import java.util.Optional;
import savd.net.Asn;
import savd.net.Prefix;
import savd.relation.ConeMode;
import savd.relation.MemberStatement;

/** A message of the protocol between a CC-Top-ASBR and a CC-Member-AS. */
public sealed interface ConeMessage {
  /** The only version there is. */
  int VERSION = 1;

  /** Octets of the text of an ERROR or CEASE, in UTF-8. */
  int MAX_TEXT = 255;

  /** The most providers a response names; who has more names none. */
  int MAX_PROVIDERS = 1_000;

  /**
   * The first message in each direction.
   *
   * @param minVersion the lowest version its sender speaks, 1 to {@code maxVersion}
   * @param maxVersion at most 255
   * @param asn whose key the sender has
   * @param routerId its BGP identifier, 32 bits
   * @param holdMillis after which silence it gives the other side up, unsigned 32 bits
   * @param limits what it takes; empty for anything
   */
  record Hello(
      Role role,
      int minVersion,
      int maxVersion,
      Asn asn,
      int routerId,
      long holdMillis,
      Nonce nonce,
      Optional<Limits> limits)
      implements ConeMessage {}

  /**
   * How much one side takes; each unsigned 32 bits.
   *
   * @param members of a notice
   * @param prefixes of a notice
   * @param statementItems of a response: ASes and prefixes together
   */
  record Limits(long members, long prefixes, long statementItems) {}

  /** Nothing but a sign of life. */
  record Keepalive() implements ConeMessage {}

  /**
   * A part of a notice, from the top. The first part has a head, the last one totals; a short
   * notice is both. All lists are strictly ascending.
   *
   * @param serial of the notice as a whole, never 0
   * @param base the serial it changes; 0 for a complete notice
   */
  record Notice(
      int serial,
      int base,
      Optional<Head> head,
      Change<Asn> members,
      Change<Asn> subTransit,
      Change<Prefix> prefixes,
      Optional<Totals> totals)
      implements ConeMessage {
    public boolean isUpdate() {
      return base != 0;
    }
  }

  /**
   * What a notice says beside its lists; always complete.
   *
   * @param top must be the AS of the HELLO
   * @param contacts at most {@link #MAX_CONTACTS}
   */
  record Head(ConeMode mode, Asn top, int routerId, List<ConeNotice.Contact> contacts) {
    public static final int MAX_CONTACTS = 16;

    public Head {
      contacts = List.copyOf(contacts);
    }
  }

  /** What comes to a list and what leaves it, each strictly ascending. */
  record Change<T>(List<T> added, List<T> removed) {
    public Change {
      added = List.copyOf(added);
      removed = List.copyOf(removed);
    }

    public static <T> Change<T> none() {
      return new Change<>(List.of(), List.of());
    }

    public boolean isEmpty() {
      return added.isEmpty() && removed.isEmpty();
    }
  }

  /** How long the lists of a notice are when all is applied. */
  record Totals(int members, int subTransit, int prefixes) {}

  /** How long the lists of a response are, all parts together. */
  record ResponseTotals(int detoured, int providers, int partialTransit, int outsideOrigins) {}

  /**
   * A part of a response, from the member. The first part has a verdict, the last one totals. All
   * lists are strictly ascending.
   *
   * @param serial the notice answered
   * @param number 1 for the first response of a session, then rising
   * @param providers all of them, or none named
   */
  record Response(
      Occasion occasion,
      int serial,
      int number,
      Optional<Verdict> verdict,
      List<Asn> detoured,
      List<Asn> providers,
      List<Asn> partialTransit,
      List<Prefix> outsideOrigins,
      Optional<ResponseTotals> totals)
      implements ConeMessage {
    public Response {
      detoured = List.copyOf(detoured);
      providers = List.copyOf(providers);
      partialTransit = List.copyOf(partialTransit);
      outsideOrigins = List.copyOf(outsideOrigins);
    }
  }

  /** Why a member answers. */
  enum Occasion {
    /** A notice came: a RESPONSE. */
    NOTICE,
    /** What it said is no longer so: a RESPONSE-UPDATE. */
    CHANGE
  }

  /**
   * What a response says beside its lists.
   *
   * @param member whom it is about: must be the AS of the HELLO
   * @param moreDetoured whether there are more origins than it lists
   * @param moreOutsideOrigins whether there are more prefixes than it lists
   */
  record Verdict(
      Asn member,
      MemberStatement.Detour detour,
      MemberStatement.OutsideProviders outside,
      boolean moreDetoured,
      boolean moreOutsideOrigins) {
    public Verdict {
      if (detour == MemberStatement.Detour.UNSAID) {
        throw new IllegalArgumentException("a verdict that says nothing of detours");
      }
    }
  }

  /**
   * The other side did something wrong, or may not be here; the connection is closed behind it.
   *
   * @param code as {@link ErrorCode#code}, or one we do not know
   * @param text for a human, at most {@link #MAX_TEXT} octets
   * @param header of the message concerned, 16 octets or none, not to be written
   */
  record Error(int code, String text, byte[] header) implements ConeMessage {
    @Override
    public boolean equals(Object o) {
      return o instanceof Error e
          && code == e.code
          && text.equals(e.text)
          && java.util.Arrays.equals(header, e.header);
    }

    @Override
    public int hashCode() {
      return 31 * code + text.hashCode();
    }

    /** In words, for a log line; nothing in it can break the line. */
    public String summary() {
      String name = ErrorCode.of(code).map(ErrorCode::text).orElse("error " + code);
      return text.isEmpty() ? name : name + ": " + Printable.text(text);
    }
  }

  /** An orderly end. */
  record Cease(String text) implements ConeMessage {}
}
