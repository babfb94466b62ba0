package savd.cetp.fsm;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import savd.cetp.message.Element;
import savd.cetp.message.ElementType;
import savd.cetp.message.Identity;
import savd.cetp.message.Message;
import savd.cetp.message.Octets;
import savd.cetp.message.Operation;
import savd.cetp.message.Value;
import savd.cetp.wire.MessageEncoder;

/**
 * Signs the RLOCs we tell, and looks at signatures of those told to us (slides, "RLOC record
 * signature"), by Ed25519 with keys that operators have given each other.
 *
 * <p>The documents do not say what is signed. We do: the context {@code cetp-rloc1}, the time from
 * when it is good and the seconds for which it is, 32 bits each, then the message reduced to its
 * header, the cookie it returns and its elements of RLOCs, as reliable responses with exchange tag
 * 0. So a signature is of these two identities and this cookie, and good nowhere else. With {@link
 * Scope#MESSAGE}, it is of the whole message without payload, under a context of its own.
 */
public final class RlocSigner {
  /** Octets of a key's name. */
  private static final int KEY_ID = 8;

  /** Octets of a key's hash that are an identity: fewer could be hit by trying keys. */
  private static final int LEAST_HASH = 16;

  private static final int MOST_HASH = 32;

  private static final int ED25519 = 1;
  private static final int LIFETIME_SECONDS = 300;
  private static final int SKEW_SECONDS = 60;
  private static final int AGAIN_SECONDS = 60;

  /** What a signature covers. */
  public enum Scope {
    /** The RLOCs of a message: the slides' "RLOC record signature". */
    RLOCS(0, "cetp-rloc1"),
    /** All elements of a message that tells RLOCs: the tutorial's "header signature". */
    MESSAGE(255, "cetp-message1");

    private final int code;
    private final byte[] context;

    Scope(int code, String context) {
      this.code = code;
      this.context = context.getBytes(StandardCharsets.US_ASCII);
    }

    private static Optional<Scope> of(int code) {
      return Arrays.stream(values()).filter(s -> s.code == code).findFirst();
    }
  }

  /**
   * Whose RLOCs a key may sign.
   *
   * @param name a host's name, or the end of names, with a dot before it
   */
  public record Trusted(String name, PublicKey key) {
    boolean isFor(String other) {
      return name.startsWith(".") ? other.endsWith(name) : other.equals(name);
    }
  }

  private final Optional<KeyPair> own;
  private final Scope scope;
  private final List<Trusted> trusted;
  private final LongSupplier clock;

  /**
   * @param own to sign with
   * @param clock seconds since 1970
   */
  public RlocSigner(Optional<KeyPair> own, List<Trusted> trusted, LongSupplier clock) {
    this(own, Scope.RLOCS, trusted, clock);
  }

  /**
   * @param own to sign with
   * @param scope what we sign; of others either is good
   * @param clock seconds since 1970
   */
  public RlocSigner(Optional<KeyPair> own, Scope scope, List<Trusted> trusted, LongSupplier clock) {
    this.own = own;
    this.scope = scope;
    this.trusted = List.copyOf(trusted);
    this.clock = clock;
  }

  /** One that signs nothing and believes nothing. */
  public static RlocSigner none() {
    return new RlocSigner(Optional.empty(), List.of(), () -> 0);
  }

  boolean signs() {
    return own.isPresent();
  }

  /** The name of a key: the first octets of the hash of its subject public key information. */
  static Octets keyId(PublicKey key) {
    return Octets.of(Arrays.copyOf(hash(key), KEY_ID));
  }

  private static byte[] hash(PublicKey key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a JDK without SHA-256", e);
    }
  }

  /**
   * Whether who has a key may have an identity. One of a certificate is its key's: 16 to 32 octets
   * of the key's hash, which nobody else can sign for. The others say nothing of keys.
   */
  private static boolean fits(Identity identity, PublicKey key) {
    int octets = identity.value().length();
    return identity.type() != Identity.CERTIFICATE
        || octets >= LEAST_HASH
            && octets <= MOST_HASH
            && identity.value().equals(Octets.of(Arrays.copyOf(hash(key), octets)));
  }

  private static boolean isRlocs(Element e) {
    ElementType type = ElementType.ofCode(e.type());
    return type != null && type.carriesRlocs() && e.value() instanceof Value.Rlocs;
  }

  /** A signature, and the octets it is of. */
  record Signed(Octets covered, Value.Signature signature) {
    /** The message with it. */
    Message with(Message m) {
      List<Element> all = new ArrayList<>(m.elements());
      all.add(
          Element.of(
              ElementType.SIGNATURE,
              Operation.RESPONSE,
              0,
              new Value.Signatures(List.of(signature))));
      return new Message(m.source(), m.destination(), all, m.payload());
    }
  }

  /**
   * A signature of the RLOCs in a message; null when there are none, or there is no key.
   *
   * @param before one made for the same session, or null: within a minute it is good again for
   *     whoever asks for the same, and costs nothing
   */
  Signed sign(Message m, Signed before) {
    if (own.isEmpty() || m.elements().stream().noneMatch(RlocSigner::isRlocs)) {
      return null;
    }
    long now = clock.getAsLong();
    if (before != null
        && now - before.signature.notBefore() < AGAIN_SECONDS
        && now >= before.signature.notBefore()
        && before.covered.equals(Octets.of(covered(m, before.signature)))) {
      return before;
    }
    Value.Signature unsigned =
        new Value.Signature(
            scope.code,
            ED25519,
            keyId(own.get().getPublic()),
            now,
            LIFETIME_SECONDS,
            Octets.of(new byte[0]));
    try {
      byte[] covered = covered(m, unsigned);
      java.security.Signature s = java.security.Signature.getInstance("Ed25519");
      s.initSign(own.get().getPrivate());
      s.update(covered);
      return new Signed(
          Octets.of(covered),
          new Value.Signature(
              scope.code, ED25519, unsigned.keyId(), now, LIFETIME_SECONDS, Octets.of(s.sign())));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key that does not sign", e);
    }
  }

  /**
   * Whether the message's RLOCs are signed by who may sign for this name, and whose key it is that
   * the source's identity is made of, where it is made of one.
   */
  boolean isGood(Message m, String name) {
    List<Value.Signature> signatures =
        m.first(ElementType.SIGNATURE)
            .filter(e -> e.value() instanceof Value.Signatures)
            .map(e -> ((Value.Signatures) e.value()).signatures())
            .orElse(List.of());
    for (Value.Signature s : signatures) {
      Optional<Trusted> signer = signer(m, name, s);
      if (signer.isPresent()) {
        // The first by somebody who may decides: verifying costs more than making them up.
        return verifies(m, s, signer.get().key);
      }
    }
    return false;
  }

  /** Who may sign for the name and is said to have made this; empty if nobody, or not for now. */
  private Optional<Trusted> signer(Message m, String name, Value.Signature s) {
    long now = clock.getAsLong();
    boolean inTime =
        s.notBefore() <= now + SKEW_SECONDS && now <= s.notBefore() + s.lifetime() + SKEW_SECONDS;
    if (Scope.of(s.scope()).isEmpty() || s.algorithm() != ED25519 || !inTime) {
      return Optional.empty();
    }
    return trusted.stream()
        .filter(t -> t.isFor(name) && keyId(t.key).equals(s.keyId()) && fits(m.source(), t.key))
        .findFirst();
  }

  private static boolean verifies(Message m, Value.Signature s, PublicKey key) {
    try {
      java.security.Signature v = java.security.Signature.getInstance("Ed25519");
      v.initVerify(key);
      v.update(covered(m, s));
      return v.verify(s.signature().toArray());
    } catch (GeneralSecurityException e) {
      // A signature of another form is as bad as a wrong one.
      return false;
    }
  }

  private static byte[] covered(Message m, Value.Signature s) {
    Scope scope = Scope.of(s.scope()).orElseThrow();
    List<Element> elements =
        switch (scope) {
          case RLOCS -> rlocs(m);
          case MESSAGE -> m.elements().stream().filter(e -> !e.is(ElementType.SIGNATURE)).toList();
        };
    byte[] message = MessageEncoder.encode(Message.control(m.source(), m.destination(), elements));
    java.nio.ByteBuffer all =
        java.nio.ByteBuffer.allocate(scope.context.length + 8 + message.length);
    all.put(scope.context).putInt((int) s.notBefore()).putInt(s.lifetime()).put(message);
    return all.array();
  }

  /** The cookie that is returned, and the RLOCs, however they are told. */
  private static List<Element> rlocs(Message m) {
    List<Element> elements = new ArrayList<>();
    m.first(ElementType.COOKIE, Operation.ACKNOWLEDGEMENT)
        .ifPresent(
            e ->
                elements.add(
                    Element.of(ElementType.COOKIE, Operation.ACKNOWLEDGEMENT, 0, e.value())));
    for (Element e : m.elements()) {
      if (isRlocs(e)) {
        elements.add(
            Element.of(ElementType.ofCode(e.type()), Operation.RELIABLE_RESPONSE, 0, e.value()));
      }
    }
    return elements;
  }
}
