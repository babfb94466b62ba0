package savd.daemon.control;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import savd.control.Answer;
import savd.control.ConeSubject;
import savd.control.ControlException;
import savd.control.ControlRequest.AnnounceDetour;
import savd.control.ControlRequest.CetpCounters;
import savd.control.ControlRequest.CetpPolicies;
import savd.control.ControlRequest.CetpQuestion;
import savd.control.ControlRequest.CetpRlocs;
import savd.control.ControlRequest.CetpSessions;
import savd.control.ControlRequest.Diff;
import savd.control.ControlRequest.Explain;
import savd.control.ControlRequest.NeighborCommand;
import savd.control.ControlRequest.Question;
import savd.control.ControlRequest.Reload;
import savd.control.ControlRequest.SetCoupling;
import savd.control.ControlRequest.SetMode;
import savd.control.ControlRequest.ShowAspas;
import savd.control.ControlRequest.ShowCaches;
import savd.control.ControlRequest.ShowCone;
import savd.control.ControlRequest.ShowDataplane;
import savd.control.ControlRequest.ShowDrops;
import savd.control.ControlRequest.ShowInterfaces;
import savd.control.ControlRequest.ShowNeighbors;
import savd.control.ControlRequest.ShowPiSav;
import savd.control.ControlRequest.ShowRouterKeys;
import savd.control.ControlRequest.ShowRoutes;
import savd.control.ControlRequest.ShowRpki;
import savd.control.ControlRequest.ShowRules;
import savd.control.ControlRequest.ShowSlurm;
import savd.control.ControlRequest.ShowStatus;
import savd.control.ControlRequest.ShowVrps;
import savd.control.ControlRequest.Validate;
import savd.control.DoneAnswer;
import savd.control.ErrorAnswer;
import savd.control.JsonWriter;
import savd.control.Page;
import savd.control.Paging;
import savd.net.Asn;
import savd.net.IngressInterface;

/** One question on its way from the handler to the asker. */
final class Answering {
  private static final Logger LOG = LoggerFactory.getLogger(Answering.class);

  private final Handlers handlers;
  private final JsonWriter json;
  private final String asker;
  private boolean inDocument;
  private boolean inTable;

  Answering(Handlers handlers, JsonWriter json, String asker) {
    this.handlers = handlers;
    this.json = json;
    this.asker = asker;
  }

  void answer(Question question) throws IOException, ControlException, InterruptedException {
    switch (question) {
      case CetpQuestion q -> answer(q, handlers.needCetp());
      case ShowStatus q -> document(handler().status());
      case ShowNeighbors q -> rows("neighbors", handler().neighbors(q.neighbor()));
      case ShowInterfaces q -> rows("interfaces", handler().interfaces(q.ingress()));
      case ShowDataplane q -> document(handler().dataplane());
      case ShowDrops q -> document(handler().drops(q.ingress()));
      case Explain q -> document(handler().explain(q.source(), q.ingress()));
      case Diff q -> document(handler().diff(q.candidate()));
      case ShowRoutes q ->
          table(
              "routes",
              head -> {},
              q.paging(),
              (after, limit) -> handler().routes(q.filter(), after, limit));
      case ShowRules q ->
          table(
              "rules",
              head -> head.put("interface", q.ingress().name()),
              q.paging(),
              (after, limit) -> handler().rules(q.ingress(), q.family(), after, limit));
      case ShowRpki q -> document(handler().rpki());
      case ShowCaches q -> rows("caches", handler().caches(q.cache()));
      case ShowVrps q ->
          table(
              "vrps",
              head -> {},
              q.paging(),
              (after, limit) -> handler().vrps(q.filter(), after, limit));
      case ShowAspas q ->
          table(
              "aspas",
              head -> {},
              q.paging(),
              (after, limit) -> handler().aspas(q.customer(), q.provider(), after, limit));
      case ShowRouterKeys q ->
          table(
              "keys",
              head -> {},
              q.paging(),
              (after, limit) -> handler().routerKeys(q.asn(), after, limit));
      case ShowSlurm q -> document(handler().slurm());
      case Validate q -> document(handler().validate(q.prefix(), q.origin()));
      case ShowCone q ->
          table(
              "cone",
              head -> writeSubject(q.subject(), head),
              q.paging(),
              (after, limit) -> handler().cone(q.subject(), after, limit));
      case ShowPiSav _ -> document(handler().piSav(Duration.ZERO));
      case AnnounceDetour q -> command(handler().announceDetour(q.announced()));
      case SetMode q -> command(handler().setMode(q.ingress(), q.mode()));
      case SetCoupling q -> command(handler().setCoupling(q.coupled()));
      case Reload q -> command(handler().reload());
      case NeighborCommand q -> command(handler().neighbor(q.neighbor(), q.action()));
    }
  }

  private ControlHandler handler() throws ControlException {
    return handlers.needSavd();
  }

  private void answer(CetpQuestion question, CetpHandler handler)
      throws IOException, ControlException, InterruptedException {
    switch (question) {
      case CetpSessions q -> table("sessions", head -> {}, q.paging(), handler::sessions);
      case CetpRlocs q -> table("rlocs", head -> {}, q.paging(), handler::rlocs);
      case CetpPolicies _ -> rows("policies", handler.policies());
      case CetpCounters _ -> document(handler.counters());
    }
  }

  private static void writeSubject(ConeSubject subject, JsonWriter head) throws IOException {
    switch (subject) {
      case ConeSubject.Own _ -> head.put("own", true);
      case ConeSubject.OfAs(Asn asn) -> head.put("as", asn.toLong());
      case ConeSubject.OfInterface(IngressInterface ingress) ->
          head.put("interface", ingress.name());
    }
  }

  private void command(DoneAnswer done) throws IOException {
    LOG.info("{}, by {}", done.done(), asker);
    document(done);
  }

  private void document(Answer answer) throws IOException {
    inDocument = true;
    json.object().write(answer).endObject().endDocument();
    inDocument = false;
  }

  private void rows(String name, List<? extends Answer> rows) throws IOException {
    document(json -> json.rows(name, rows));
  }

  /** Asks for the rows behind a cursor. */
  private interface PageSource {
    Page<? extends Answer> page(Optional<String> after, int limit)
        throws ControlException, InterruptedException;
  }

  /** One document, whatever its length; the first page is asked for before a word is written. */
  private void table(String name, Answer head, Paging paging, PageSource source)
      throws IOException, ControlException, InterruptedException {
    long left = paging.limit().orElse(Long.MAX_VALUE);
    Page<? extends Answer> page = source.page(paging.after(), rowsNow(left));
    json.object().write(head).array(name);
    inTable = true;
    while (true) {
      for (Answer row : page.rows()) {
        json.object().write(row).endObject();
      }
      left -= page.rows().size();
      if (page.next().isEmpty() || left <= 0) {
        break;
      }
      json.flush();
      page = source.page(page.next(), rowsNow(left));
    }
    json.endArray().put("next", page.next()).endObject().endDocument();
    inTable = false;
  }

  private static int rowsNow(long left) {
    return (int) Math.min(left, ControlServer.PAGE_ROWS);
  }

  /** Says what went wrong, as the end of the table where one was begun. */
  void fail(ErrorAnswer error) throws IOException {
    if (inDocument) {
      throw new IOException("cut short in the middle of a document: " + error.text());
    }
    if (inTable) {
      json.endArray();
    } else {
      json.object();
    }
    json.write(error).endObject().endDocument();
  }
}
