package savd.bgp.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class NotificationTest {
  @Test
  void codes_read_as_the_registry_names_them() {
    assertThat(new Notification(2, 11).describe()).isEqualTo("OPEN Message Error, Role Mismatch");
    assertThat(new Notification(5, 3).describe())
        .isEqualTo("Finite State Machine Error, Receive Unexpected Message in Established State");
    assertThat(new Notification(6, 10).describe()).isEqualTo("Cease, BFD Down");
    assertThat(new Notification(8, 0).describe()).isEqualTo("Send Hold Timer Expired");
    assertThat(new Notification(4, 9).describe()).isEqualTo("Hold Timer Expired, subcode 9");
    assertThat(new Notification(99, 7).describe()).isEqualTo("error 99, subcode 7");
  }

  @Test
  void a_shutdown_communication_is_cut_between_characters() {
    Notification n = Notification.cease(Notification.ADMINISTRATIVE_SHUTDOWN, "é".repeat(200));
    assertThat(n.data()).hasSize(255);
    assertThat(n.shutdownCommunication()).hasValue("é".repeat(127));
  }

  @Test
  void a_shutdown_communication_shows_inside_a_hard_reset() {
    Notification n =
        Notification.cease(Notification.ADMINISTRATIVE_RESET, "see TICKET-1").asHardReset();
    assertThat(n.isHardReset()).isTrue();
    assertThat(n.describe()).isEqualTo("Cease, Hard Reset: \"see TICKET-1\"");
    assertThat(n.asHardReset().shutdownCommunication()).isEmpty();
  }

  @Test
  void a_communication_that_is_no_text_is_none() {
    byte[] wrongLength = {5, 'a', 'b'};
    byte[] notUtf8 = {2, (byte) 0xC3, 0x28};
    assertThat(new Notification(6, 2, wrongLength).shutdownCommunication()).isEmpty();
    assertThat(new Notification(6, 2, notUtf8).shutdownCommunication()).isEmpty();
    assertThat(new Notification(6, 2, new byte[0]).shutdownCommunication()).isEmpty();
    assertThat(new Notification(6, 7, new byte[] {1, 'a'}).shutdownCommunication()).isEmpty();
  }

  @Test
  void control_characters_do_not_reach_the_terminal() {
    byte[] text = "ab\u001b[2Jc".getBytes(StandardCharsets.UTF_8);
    byte[] data = new byte[1 + text.length];
    data[0] = (byte) text.length;
    System.arraycopy(text, 0, data, 1, text.length);
    assertThat(new Notification(6, 4, data).shutdownCommunication()).hasValue("ab [2Jc");
  }
}
