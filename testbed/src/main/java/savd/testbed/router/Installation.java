package savd.testbed.router;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import savd.testbed.lab.Command;

/**
 * A router's programs: those of the system, or newer ones from a directory that a system property
 * names.
 *
 * @param daemon the daemon
 * @param control the program that asks it
 */
public record Installation(String daemon, String control) {
  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)");

  /** BIRD, or the {@code bird} and {@code birdc} in the directory {@code savd.bird}. */
  public static Installation bird() {
    return of("savd.bird", "bird", "birdc", new Installation("bird", "birdc"));
  }

  /** OpenBGPD, or the {@code bgpd} and {@code bgpctl} in the directory {@code savd.openbgpd}. */
  public static Installation openbgpd() {
    return of("savd.openbgpd", "bgpd", "bgpctl", new Installation("/usr/sbin/bgpd", "bgpctl"));
  }

  private static Installation of(
      String property, String daemon, String control, Installation usual) {
    String directory = System.getProperty(property, "");
    return directory.isEmpty()
        ? usual
        : new Installation(directory + "/" + daemon, directory + "/" + control);
  }

  /** True when the daemon says it is of this version or a later one. */
  public boolean isAtLeast(String versionOption, int major, int minor) {
    Command answer = Command.run(java.util.List.of(daemon, versionOption));
    Matcher found = VERSION.matcher(answer.out() + answer.err());
    if (!found.find()) {
      return false;
    }
    int has = Integer.parseInt(found.group(1));
    return has > major || has == major && Integer.parseInt(found.group(2)) >= minor;
  }
}
