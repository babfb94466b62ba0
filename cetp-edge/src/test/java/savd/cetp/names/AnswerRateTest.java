package savd.cetp.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import savd.net.IpAddress;

class AnswerRateTest {
  private static final long SECOND = 1_000_000_000L;
  private static final IpAddress VICTIM = IpAddress.parse("203.0.113.5");

  private final AnswerRate rate = new AnswerRate(0, SECOND / 100, 100, 1);

  private Map<AnswerRate.Verdict, Integer> ask(String network, int times, long now) {
    Map<AnswerRate.Verdict, Integer> seen = new EnumMap<>(AnswerRate.Verdict.class);
    for (int i = 0; i < times; i++) {
      seen.merge(rate.look(IpAddress.parse(network + (1 + i % 200)), now), 1, Integer::sum);
    }
    return seen;
  }

  @Test
  void a_network_gets_so_much_a_second_and_beyond_that_half_is_sent_to_tcp() {
    assertThat(ask("203.0.113.", 1100, 0))
        .containsEntry(AnswerRate.Verdict.ANSWER, 100)
        .containsEntry(AnswerRate.Verdict.COME_BY_TCP, 500)
        .containsEntry(AnswerRate.Verdict.NOTHING, 500);
    assertThat(ask("203.0.113.", 10, SECOND / 20)).containsEntry(AnswerRate.Verdict.ANSWER, 5);
    assertThat(ask("203.0.113.", 300, 60 * SECOND)).containsEntry(AnswerRate.Verdict.ANSWER, 100);
  }

  @Test
  void other_networks_go_on_being_answered() {
    ask("203.0.113.", 10_000, 0);
    assertThat(rate.look(IpAddress.parse("198.51.100.1"), 0)).isEqualTo(AnswerRate.Verdict.ANSWER);
    ask("2001:db8:1:2::", 10_000, 0);
    // The same site, and another one.
    assertThat(rate.look(IpAddress.parse("2001:db8:1:3::1"), 0))
        .isNotEqualTo(AnswerRate.Verdict.ANSWER);
    assertThat(rate.look(IpAddress.parse("2001:db8:2::1"), 0)).isEqualTo(AnswerRate.Verdict.ANSWER);
    assertThat(rate.look(VICTIM, 0)).isNotEqualTo(AnswerRate.Verdict.ANSWER);
  }
}
