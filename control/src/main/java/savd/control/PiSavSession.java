package savd.control;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import savd.net.Asn;
import savd.net.Ipv4Address;

/**
 * One session of the member protocol in {@code show pi-sav}, with a member or with a top.
 *
 * <p>Members: {@code name, as, router_id, address, key, state, since, notice_sent, notice_answered,
 * statement{in_force, detour, detoured[], outside, providers[], partial_transit[],
 * outside_origins}, refused[{kind, count, last}], last_problem}.
 *
 * @param name of the section of the configuration, where there is one
 * @param asn the other side's, once it has said so
 * @param routerId the other side's, once it has said so
 * @param address where the other side is
 * @param key Subject Key Identifier of the other side's, once TLS is there
 * @param state in a word or a few
 * @param since when that began
 * @param noticeSent serial of the top's latest notice
 * @param noticeAnswered serial of the notice that the member answered last
 * @param statement what the member said last
 * @param refused what was refused, by kind
 * @param lastProblem why the last session ended, or none comes about
 */
public record PiSavSession(
    Optional<String> name,
    Optional<Asn> asn,
    Optional<Ipv4Address> routerId,
    String address,
    Optional<String> key,
    String state,
    Instant since,
    OptionalLong noticeSent,
    OptionalLong noticeAnswered,
    Optional<Statement> statement,
    List<Refused> refused,
    Optional<String> lastProblem)
    implements Answer {
  public PiSavSession {
    refused = List.copyOf(refused);
  }

  /**
   * What a member says of itself.
   *
   * @param inForce whether the rules go by what this AS said; empty where that is another's affair
   * @param detour none or some
   * @param detoured the origins concerned, some at least
   * @param outside providers outside the cone: none, some or unsaid
   * @param providers all of them, or none where it does not name them
   * @param partialTransit customers whose routes it does not pass on
   * @param outsideOrigins how many prefixes it sees with an origin outside the cone
   */
  public record Statement(
      Optional<Boolean> inForce,
      String detour,
      List<Asn> detoured,
      String outside,
      List<Asn> providers,
      List<Asn> partialTransit,
      long outsideOrigins)
      implements Answer {
    public Statement {
      detoured = List.copyOf(detoured);
      providers = List.copyOf(providers);
      partialTransit = List.copyOf(partialTransit);
    }

    @Override
    public void write(JsonWriter json) throws IOException {
      if (inForce.isPresent()) {
        json.put("in_force", inForce.get());
      }
      json.put("detour", detour)
          .numbers("detoured", numbers(detoured))
          .put("outside", outside)
          .numbers("providers", numbers(providers))
          .numbers("partial_transit", numbers(partialTransit))
          .put("outside_origins", outsideOrigins);
    }

    private static long[] numbers(List<Asn> asns) {
      return asns.stream().mapToLong(Asn::toLong).toArray();
    }
  }

  /**
   * How often something was refused.
   *
   * @param kind a stable word, such as not-authorised
   * @param last the last time, in words
   */
  public record Refused(String kind, long count, String last) implements Answer {
    @Override
    public void write(JsonWriter json) throws IOException {
      json.put("kind", kind).put("count", count).put("last", last);
    }
  }

  @Override
  public void write(JsonWriter json) throws IOException {
    json.put("name", name)
        .put("as", asn.map(a -> OptionalLong.of(a.toLong())).orElse(OptionalLong.empty()))
        .put("router_id", routerId)
        .put("address", address)
        .put("key", key)
        .put("state", state)
        .put("since", since)
        .put("notice_sent", noticeSent)
        .put("notice_answered", noticeAnswered);
    if (statement.isPresent()) {
      json.object("statement").write(statement.get()).endObject();
    }
    if (!refused.isEmpty()) {
      json.rows("refused", refused);
    }
    json.put("last_problem", lastProblem);
  }
}
