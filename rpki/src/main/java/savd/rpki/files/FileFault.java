package savd.rpki.files;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;

/**
 * What is wrong with a file, and where.
 *
 * @param file as it was named to us
 * @param line from 1; 0 where no line is to blame
 * @param member the path of the member, as "roas[17].maxLength"; empty where none is to blame
 * @param text what is wrong, printable
 */
public record FileFault(String file, int line, String member, String text) {
  private static final int LONGEST_QUOTE = 60;

  public FileFault {
    member = printable(member);
    text = printable(text);
  }

  /** A fault of the value at which a parser stands. */
  public static FileFault at(String file, JsonParser json, String text) {
    return new FileFault(file, json.currentTokenLocation().getLineNr(), member(json), text);
  }

  /** The path of the member at whose value a parser stands. */
  public static String member(JsonParser json) {
    JsonToken token = json.currentToken();
    JsonStreamContext context = json.getParsingContext();
    return member(token != null && token.isStructStart() ? context.getParent() : context);
  }

  static String member(JsonStreamContext context) {
    StringBuilder out = new StringBuilder();
    append(context, out);
    return out.toString();
  }

  private static void append(JsonStreamContext context, StringBuilder out) {
    if (context == null || context.inRoot()) {
      return;
    }
    append(context.getParent(), out);
    if (context.inArray()) {
      out.append('[').append(context.getCurrentIndex()).append(']');
    } else if (context.getCurrentName() != null) {
      out.append(out.isEmpty() ? "" : ".").append(quote(context.getCurrentName()));
    }
  }

  /** A piece of a file short enough for a message. */
  public static String quote(String text) {
    return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "...";
  }

  /** Control characters would reach a terminal or split a line of the log. */
  private static String printable(String text) {
    if (text.chars().noneMatch(FileFault::isUnprintable)) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    text.chars()
        .forEach(
            c -> {
              if (isUnprintable(c)) {
                out.append(String.format("\\u%04X", c));
              } else {
                out.append((char) c);
              }
            });
    return out.toString();
  }

  private static boolean isUnprintable(int c) {
    return Character.isISOControl(c)
        || Character.isSurrogate((char) c)
        || Character.getType(c) == Character.FORMAT;
  }

  /** "FILE:LINE: MEMBER: TEXT", parts that are absent left out. */
  @Override
  public String toString() {
    return file
        + (line > 0 ? ":" + line : "")
        + ": "
        + (member.isEmpty() ? "" : member + ": ")
        + text;
  }
}
