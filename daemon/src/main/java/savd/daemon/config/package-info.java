/**
 * The configuration file: one TOML text in, one checked {@link savd.daemon.config.SavdConfig} out.
 *
 * <p><b>What it is for.</b> An operator's mistake must be told before it has an effect, once, with
 * its line, its key and what would be right. {@link savd.daemon.config.ConfigParser#parse}
 * therefore never throws for what the text says: it gives {@link
 * savd.daemon.config.ConfigResult.Accepted} with the configuration and its warnings, or {@link
 * savd.daemon.config.ConfigResult.Rejected} with every problem of the whole file.
 *
 * <p><b>The invariant.</b> A {@code SavdConfig} is complete (defaults filled in, interface and
 * neighbour values resolved) and consistent; {@code parse(print(c))} equals {@code c}. Keys are
 * those of {@link savd.daemon.config.ConfigSchema}, which savd.toml(5) describes; a test compares
 * the two.
 *
 * <p><b>How to use it.</b> {@code switch (ConfigParser.parse(path)) { case Accepted(config,
 * warnings) -> …; case Rejected(problems) -> … problem.describe(path) … }}. For a reload compare
 * with {@link savd.daemon.config.ConfigDiff#between}: {@code neighbors()}, {@code interfaces()} and
 * {@code exceptions()} say what was added, removed and changed (the defaults are resolved, so a
 * changed default shows as changed interfaces), {@link savd.daemon.config.ConfigDiff#resetsSession}
 * tells which changed neighbours need a new session, and {@code restartNeeded()} which keys a
 * running process cannot take over. These records know no other module but net: the wiring maps
 * them.
 *
 * <p>RFC 4271 (hold time), 5082, 6286, 7300, 7607, 8212, 8704 (methods by role), 9234 (roles).
 */
package savd.daemon.config;
