package savd.cetp.fsm;

import static org.assertj.core.api.Assertions.assertThat;
import static savd.cetp.fsm.TwoEdges.SECOND;

import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import savd.cetp.message.Element;
import savd.cetp.message.ElementType;
import savd.cetp.message.Identity;
import savd.cetp.message.Message;
import savd.cetp.message.Octets;
import savd.cetp.message.Operation;
import savd.cetp.message.Rloc;
import savd.cetp.message.Value;
import savd.cetp.policy.Policy;

/** RLOCs signed by their edge (element 38). */
class SignatureTest {
  private static final Policy SIGNED =
      Policy.strict("signed").withRequired(EnumSet.of(ElementType.NAME, ElementType.SIGNATURE));

  private static KeyPair key() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static TwoEdges edges(
      Optional<KeyPair> west, String trustedName, PublicKey trusted, long westClock) {
    TwoEdges t = new TwoEdges(Policy.lax("lax"), SIGNED);
    t.west.with(new RlocSigner(west, List.of(), () -> westClock));
    t.east.with(
        new RlocSigner(
            Optional.empty(),
            List.of(new RlocSigner.Trusted(trustedName, trusted)),
            () -> 1_700_000_000L));
    return t;
  }

  @Test
  void who_signs_as_asked_gets_in() {
    KeyPair west = key();
    TwoEdges t = edges(Optional.of(west), ".west.example", west.getPublic(), 1_700_000_000L);
    t.open();
    Message second = t.west.sent.get(1);
    assertThat(second.first(ElementType.SIGNATURE)).isPresent();
    assertThat(t.east.sent.getFirst().first(ElementType.SIGNATURE, Operation.QUERY)).isPresent();
    assertThat(t.east.count(EdgeEvent.SIGNATURE_BAD)).isZero();
  }

  /** The tutorial: "signs the message (over header and all TLVs) to prevent modification". */
  @Test
  void a_signature_of_the_message_is_as_good_and_covers_what_else_it_says() throws Exception {
    KeyPair west = key();
    TwoEdges t = edges(Optional.of(west), ".west.example", west.getPublic(), 1_700_000_000L);
    t.west.with(
        new RlocSigner(
            Optional.of(west), RlocSigner.Scope.MESSAGE, List.of(), () -> 1_700_000_000L));
    t.open();
    assertThat(t.east.count(EdgeEvent.SIGNATURE_BAD)).isZero();
    Message second = t.west.sent.get(1);
    Value.Signatures signed =
        (Value.Signatures) second.first(ElementType.SIGNATURE).orElseThrow().value();
    assertThat(signed.signatures().getFirst().scope()).isEqualTo(255);
    RlocSigner judge =
        new RlocSigner(
            Optional.empty(),
            List.of(new RlocSigner.Trusted(".west.example", west.getPublic())),
            () -> 1_700_000_000L);
    assertThat(judge.isGood(second, "alice.west.example")).isTrue();
    for (Element e : second.elements()) {
      List<Element> fewer = new java.util.ArrayList<>(second.elements());
      fewer.remove(e);
      Message changed = Message.control(second.source(), second.destination(), fewer);
      assertThat(judge.isGood(changed, "alice.west.example")).as("without %s", e).isFalse();
    }
  }

  @Test
  void who_cannot_sign_gets_in_nowhere() {
    TwoEdges t = edges(Optional.empty(), ".west.example", key().getPublic(), 1_700_000_000L);
    t.west.send(t.bindBob(), t.alice, 1);
    t.pass(5 * SECOND);
    assertThat(t.east.machine.seen()).isEmpty();
    assertThat(t.west.refused).isNotEmpty();
  }

  @Test
  void a_key_of_somebody_else_or_for_other_names_or_of_another_time_is_refused() {
    KeyPair west = key();
    for (TwoEdges t :
        List.of(
            edges(Optional.of(key()), ".west.example", west.getPublic(), 1_700_000_000L),
            edges(Optional.of(west), ".south.example", west.getPublic(), 1_700_000_000L),
            edges(Optional.of(west), ".west.example", west.getPublic(), 1_700_001_000L),
            edges(Optional.of(west), ".west.example", west.getPublic(), 1_699_999_000L))) {
      t.west.send(t.bindBob(), t.alice, 1);
      t.pass(5 * SECOND);
      assertThat(t.east.machine.seen()).isEmpty();
      assertThat(t.east.count(EdgeEvent.SIGNATURE_BAD)).isPositive();
      assertThat(t.west.refused).isNotEmpty();
    }
  }

  @Test
  void other_rlocs_under_the_same_signature_are_noticed() throws Exception {
    KeyPair west = key();
    RlocSigner signer = new RlocSigner(Optional.of(west), List.of(), () -> 1_700_000_000L);
    RlocSigner judge =
        new RlocSigner(
            Optional.empty(),
            List.of(new RlocSigner.Trusted("alice.west.example", west.getPublic())),
            () -> 1_700_000_100L);
    TwoEdges t = new TwoEdges(Policy.lax("a"), Policy.lax("b"));
    Message bare =
        Message.control(
            t.alice.identities().getFirst(),
            t.bob.identities().getFirst(),
            List.of(
                savd.cetp.message.Element.rlocs(
                    ElementType.IPV4_RLOCS,
                    Operation.RELIABLE_RESPONSE,
                    3,
                    TwoEdges.rlocs(List.of("192.0.2.1"), 1))));
    Message good = signer.sign(bare, null).with(bare);
    assertThat(judge.isGood(good, "alice.west.example")).isTrue();
    assertThat(judge.isGood(good, "mallory.west.example")).isFalse();
    assertThat(judge.isGood(bare, "alice.west.example")).isFalse();
    List<Rloc> others = TwoEdges.rlocs(List.of("203.0.113.66"), 1);
    Message forged =
        Message.control(
            bare.source(),
            bare.destination(),
            List.of(
                savd.cetp.message.Element.rlocs(
                    ElementType.IPV4_RLOCS, Operation.RELIABLE_RESPONSE, 3, others),
                good.elements().getLast()));
    assertThat(judge.isGood(forged, "alice.west.example")).isFalse();
    Message replayed =
        Message.control(t.bob.identities().getFirst(), bare.destination(), good.elements());
    assertThat(judge.isGood(replayed, "alice.west.example")).isFalse();
    // A signature of another form.
    Value.Signature s =
        ((Value.Signatures) good.elements().getLast().value()).signatures().getFirst();
    Value.Signature cut =
        new Value.Signature(
            0, 1, s.keyId(), s.notBefore(), s.lifetime(), s.signature().slice(0, 10));
    Message shortened =
        Message.control(
            bare.source(),
            bare.destination(),
            List.of(
                good.elements().getFirst(),
                savd.cetp.message.Element.of(
                    ElementType.SIGNATURE,
                    Operation.RESPONSE,
                    0,
                    new Value.Signatures(List.of(cut)))));
    assertThat(judge.isGood(shortened, "alice.west.example")).isFalse();
  }

  @Test
  void a_key_is_known_by_the_hash_of_its_public_information() throws Exception {
    // RFC 8410, section 10.1: the public key of the examples there.
    byte[] spki =
        Base64.getDecoder().decode("MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=");
    PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki));
    byte[] hash = java.security.MessageDigest.getInstance("SHA-256").digest(spki);
    assertThat(RlocSigner.keyId(key).toArray()).isEqualTo(java.util.Arrays.copyOf(hash, 8));
  }

  @Test
  void in_an_open_session_rlocs_without_signature_change_nothing() {
    KeyPair west = key();
    TwoEdges t = edges(Optional.of(west), ".west.example", west.getPublic(), 1_700_000_000L);
    t.open();
    t.pass(SECOND);
    // Signed, as west tells them.
    t.west.on(new EdgeInput.OwnRlocs(TwoEdges.rlocs(List.of("203.0.113.1"), 1)));
    t.pass(SECOND);
    assertThat(t.east.only().target().path().remote().toString()).isEqualTo("203.0.113.1");
    assertThat(t.east.count(EdgeEvent.SIGNATURE_BAD)).isZero();
    // And without: as somebody who knows the session would.
    t.lost = m -> m.first(ElementType.SIGNATURE).isPresent();
    EdgeAction.Install i = t.west.installed.values().iterator().next();
    t.east.receive(
        new Path(t.east.locals.get(1), new savd.cetp.message.Locator.Ip(t.west.locals.get(1), 0)),
        savd.cetp.wire.MessageEncoder.encode(
            Message.control(
                i.local(),
                i.peer(),
                List.of(
                    savd.cetp.message.Element.rlocs(
                        ElementType.IPV4_RLOCS,
                        Operation.RELIABLE_RESPONSE,
                        9,
                        TwoEdges.rlocs(List.of("203.0.113.77"), 1))))));
    assertThat(t.east.count(EdgeEvent.SIGNATURE_BAD)).isEqualTo(1);
    assertThat(t.east.machine.seen().getFirst().rlocs())
        .noneMatch(r -> r.rloc().locator().toString().equals("203.0.113.77"));
  }

  @Test
  void an_identity_that_is_made_of_a_key_is_good_with_a_signature_by_that_key_only()
      throws Exception {
    KeyPair mine = key();
    KeyPair other = key();
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(mine.getPublic().getEncoded());
    RlocSigner judge =
        new RlocSigner(
            Optional.empty(),
            List.of(
                new RlocSigner.Trusted(".west.example", mine.getPublic()),
                new RlocSigner.Trusted(".west.example", other.getPublic())),
            () -> 1_700_000_000L);
    for (int octets : new int[] {16, 32}) {
      Identity made = new Identity(Identity.CERTIFICATE, Octets.of(Arrays.copyOf(hash, octets)));
      assertThat(judge.isGood(signed(mine, made), "alice.west.example")).isTrue();
      // Whoever may sign for the name as well, and knows the identity, which goes in clear.
      assertThat(judge.isGood(signed(other, made), "alice.west.example")).isFalse();
    }
    Identity tooShort = new Identity(Identity.CERTIFICATE, Octets.of(Arrays.copyOf(hash, 15)));
    assertThat(judge.isGood(signed(mine, tooShort), "alice.west.example")).isFalse();
    Identity phone = Identity.parse("2=0f358401234567");
    assertThat(judge.isGood(signed(other, phone), "alice.west.example")).isTrue();
  }

  private static Message signed(KeyPair key, Identity from) {
    Message bare =
        Message.control(
            from,
            Identity.parse("0b00000000bb"),
            List.of(
                Element.rlocs(
                    ElementType.IPV4_RLOCS,
                    Operation.RELIABLE_RESPONSE,
                    3,
                    TwoEdges.rlocs(List.of("192.0.2.1"), 1))));
    RlocSigner signer = new RlocSigner(Optional.of(key), List.of(), () -> 1_700_000_000L);
    return signer.sign(bare, null).with(bare);
  }

  @Test
  void who_asks_again_within_a_minute_gets_the_signature_there_is() {
    long[] clock = {1_700_000_000L};
    RlocSigner signer = new RlocSigner(Optional.of(key()), List.of(), () -> clock[0]);
    Message m = rlocs("192.0.2.1");
    RlocSigner.Signed first = signer.sign(m, null);
    clock[0] += 59;
    assertThat(signer.sign(m, first)).isSameAs(first);
    assertThat(signer.sign(rlocs("192.0.2.9"), first)).isNotSameAs(first);
    clock[0]++;
    assertThat(signer.sign(m, first)).isNotSameAs(first);
    assertThat(signer.sign(Message.control(m.source(), m.destination(), List.of()), null)).isNull();
  }

  @Test
  void the_first_signature_by_a_known_key_decides() {
    KeyPair key = key();
    RlocSigner signer = new RlocSigner(Optional.of(key), List.of(), () -> 1_700_000_000L);
    RlocSigner judge =
        new RlocSigner(
            Optional.empty(),
            List.of(new RlocSigner.Trusted(".west.example", key.getPublic())),
            () -> 1_700_000_000L);
    Message m = rlocs("192.0.2.1");
    Value.Signature good = signer.sign(m, null).signature();
    Value.Signature bad = signer.sign(rlocs("192.0.2.9"), null).signature();
    Value.Signature strangers =
        new RlocSigner(Optional.of(key()), List.of(), () -> 1_700_000_000L)
            .sign(m, null)
            .signature();
    assertThat(judge.isGood(with(m, strangers, good), "alice.west.example")).isTrue();
    assertThat(judge.isGood(with(m, bad, good), "alice.west.example")).isFalse();
  }

  private static Message with(Message m, Value.Signature... signatures) {
    List<Element> all = new java.util.ArrayList<>(m.elements());
    all.add(
        Element.of(
            ElementType.SIGNATURE,
            Operation.RESPONSE,
            0,
            new Value.Signatures(List.of(signatures))));
    return Message.control(m.source(), m.destination(), all);
  }

  private static Message rlocs(String address) {
    return Message.control(
        Identity.session(1),
        Identity.session(2),
        List.of(
            Element.rlocs(
                ElementType.IPV4_RLOCS,
                Operation.RELIABLE_RESPONSE,
                1,
                TwoEdges.rlocs(List.of(address), 1))));
  }
}
