package savd.rpki.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import savd.net.Prefix;

/** The reader of characters against {@link Prefix#parse}. */
class PrefixTextTest {
  private static final String[] WHOLE = {
    "0.0.0.0/0",
    "10.0.0.0/8",
    "192.0.2.255/32",
    "255.255.255.255/32",
    "::/0",
    "::1/128",
    "2001:db8::/32",
    "2001:DB8:0:0:1::/80",
    "1:2:3:4:5:6:7:8/128",
    "::ffff:192.0.2.0/120",
    "64:ff9b::/96",
    "1::8/128",
    "1:2:3:4:5:6:7::/112",
    "1:2:3:4:5:6:1.2.3.4/128"
  };

  private static void assertSame(String text) {
    PrefixText p = new PrefixText();
    char[] chars = ("##" + text + "##").toCharArray();
    boolean good = p.parse(chars, 2, text.length());
    Prefix expected = null;
    try {
      expected = text.indexOf('/') < 0 ? null : Prefix.parse(text);
    } catch (IllegalArgumentException e) {
      // Not a prefix, then.
    }
    assertThat(good).as(text).isEqualTo(expected != null);
    if (expected != null) {
      assertThat(Prefix.of(p.family(), p.high(), p.low(), p.length())).isEqualTo(expected);
    }
  }

  @Test
  void every_form_is_read() {
    for (String text : WHOLE) {
      assertSame(text);
      assertThat(new PrefixText().parse(text.toCharArray(), 0, text.length())).as(text).isTrue();
    }
  }

  @Test
  void spoiled_texts_are_taken_and_refused_alike() {
    Random random = new Random(7);
    String alphabet = "0123456789abcdfF.:/ g";
    for (int i = 0; i < 300_000; i++) {
      StringBuilder s = new StringBuilder(WHOLE[random.nextInt(WHOLE.length)]);
      for (int k = random.nextInt(3); k >= 0; k--) {
        int at = random.nextInt(s.length());
        char c = alphabet.charAt(random.nextInt(alphabet.length()));
        switch (random.nextInt(3)) {
          case 0 -> s.setCharAt(at, c);
          case 1 -> s.insert(at, c);
          default -> s.deleteCharAt(at);
        }
      }
      assertSame(s.toString());
    }
  }
}
