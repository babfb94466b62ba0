package savd.pisav.fsm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import savd.pisav.message.ConeMessage;

/** Actions in words, and matrices of them. */
final class Words {
  private Words() {}

  /** What is done, without timers other than that of the next attempt. */
  static String of(List<SessionAction> actions) {
    List<String> words = new ArrayList<>();
    for (SessionAction a : actions) {
      switch (a) {
        case SessionAction.Connect _ -> words.add("connect");
        case SessionAction.Send s -> words.add(of(s.frame().message()));
        case SessionAction.Pull _ -> words.add("pull");
        case SessionAction.Close _ -> words.add("close");
        case SessionAction.Arm t -> {
          if (t.timer() == SessionTimer.RETRY) {
            words.add("retry");
          }
        }
        case SessionAction.Cancel _ -> {}
        case SessionAction.Greeted _ -> words.add("greeted");
        case SessionAction.Established _ -> words.add("up");
        case SessionAction.Stated _ -> words.add("stated");
        case SessionAction.NoticeInForce n -> words.add("notice" + n.serial());
        case SessionAction.Ended _ -> words.add("end");
      }
    }
    return words.isEmpty() ? "-" : String.join(" ", words);
  }

  private static String of(ConeMessage m) {
    return switch (m) {
      case ConeMessage.Hello _ -> "hello";
      case ConeMessage.Keepalive _ -> "keepalive";
      case ConeMessage.Notice _ -> "notice";
      case ConeMessage.Response _ -> "response";
      case ConeMessage.Error e -> "error" + e.code();
      case ConeMessage.Cease _ -> "cease";
    };
  }

  /** Cells of a table by event, then by state. */
  static Map<String, Map<String, String>> matrix(String text) {
    Map<String, Map<String, String>> out = new TreeMap<>();
    String[] lines = text.strip().split("\n");
    String[] states = lines[0].split("\\|");
    for (int i = 1; i < lines.length; i++) {
      String[] cells = lines[i].split("\\|");
      if (cells.length != states.length) {
        throw new IllegalArgumentException("line " + i + " has " + cells.length + " cells");
      }
      for (int k = 1; k < cells.length; k++) {
        out.computeIfAbsent(cells[0].strip(), _ -> new TreeMap<>())
            .put(states[k].strip(), cells[k].strip().replaceAll("\\s+", " "));
      }
    }
    return out;
  }
}
