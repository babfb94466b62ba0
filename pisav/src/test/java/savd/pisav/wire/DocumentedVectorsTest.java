package savd.pisav.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import savd.pisav.message.Frame;

/** The octets of docs/pi-sav-protocol.md are those of the tests, and of the code. */
class DocumentedVectorsTest {
  @Test
  void theVectorsAreReadAndWrittenAsTheyStand() throws IOException {
    String document =
        Files.readString(Path.of(System.getProperty("savd.root"), "docs", "pi-sav-protocol.md"));
    String block = document.split("### Vectors")[1].split("```")[1];
    List<byte[]> vectors = new ArrayList<>();
    for (String one : block.split("\n\n")) {
      byte[] octets = Octet.hex(one);
      vectors.add(octets);
      Octet.Kept kept = Octet.read(octets);
      assertThat(kept.malformed).isEmpty();
      assertThat(Octet.octets(kept.frames.toArray(Frame[]::new))).isEqualTo(octets);
    }
    assertThat(vectors)
        .hasSize(4)
        .contains(MessageCodecTest.HELLO, MessageCodecTest.NOTICE, MessageCodecTest.RESPONSE);
  }

  @Test
  void theElementsAreThoseOfTheCode() throws IOException {
    String document =
        Files.readString(Path.of(System.getProperty("savd.root"), "docs", "pi-sav-protocol.md"));
    for (ElementType e : ElementType.values()) {
      assertThat(document)
          .as("element %s", e)
          .containsPattern("(?m)^\\| (\\d+, )?" + e.code() + "[ ,]");
    }
    for (MessageType t : MessageType.values()) {
      assertThat(document).contains("| " + t.code() + " " + t.name().replace('_', '-') + " |");
    }
  }
}
