package savd.cli;

import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import savd.control.ControlRequest.ShowAspas;
import savd.control.ControlRequest.ShowCaches;
import savd.control.ControlRequest.ShowRouterKeys;
import savd.control.ControlRequest.ShowRpki;
import savd.control.ControlRequest.ShowSlurm;
import savd.net.Asn;

/** {@code savctl show rpki …}. */
@Command(
    name = "rpki",
    description = {
      "RPKI data: whether there are any in force, since when, how many, from where, and what they"
          + " say of the routes.",
      "With WHAT: caches, vrps, aspas, keys or slurm, one a line."
    },
    synopsisSubcommandLabel = "[WHAT]")
final class ShowRpkiCommand extends ControlCommand {
  @Override
  public Integer call() throws Exception {
    return ask(new ShowRpki(), new RpkiText(terminal));
  }

  /** {@code show rpki caches}. */
  @Command(
      name = "caches",
      description = {
        "Sessions with RPKI caches (RTR), one a line; with a NAME everything about that one.",
        "A star stands behind the cache whose data are in force."
      })
  static final class Caches extends ControlCommand {
    @Parameters(
        arity = "0..1",
        paramLabel = "NAME",
        description = "A cache, as it is named in the configuration.")
    String name;

    @Override
    public Integer call() throws Exception {
      return ask(new ShowCaches(Optional.ofNullable(name)), new CacheText(terminal, name != null));
    }
  }

  /** {@code show rpki aspas}. */
  @Command(
      name = "aspas",
      description = "ASPAs in force, by customer: all of them, or those that fit every option.")
  static final class Aspas extends ControlCommand {
    @Option(names = "--as", paramLabel = "AS", description = "Only that of this customer.")
    Asn customer;

    @Option(
        names = "--provider",
        paramLabel = "AS",
        description = "Only those that name this provider.")
    Asn provider;

    @CommandLine.Mixin PagingOptions paging;

    @Override
    public Integer call() throws Exception {
      return ask(
          new ShowAspas(
              Optional.ofNullable(customer), Optional.ofNullable(provider), paging.paging()),
          new AspasText(terminal));
    }
  }

  /** {@code show rpki keys}. */
  @Command(name = "keys", description = "Router keys in force (RFC 8635).")
  static final class Keys extends ControlCommand {
    @Option(names = "--as", paramLabel = "AS", description = "Only those of this AS.")
    Asn asn;

    @CommandLine.Mixin PagingOptions paging;

    @Override
    public Integer call() throws Exception {
      return ask(
          new ShowRouterKeys(Optional.ofNullable(asn), paging.paging()),
          new RouterKeysText(terminal));
    }
  }

  /** {@code show rpki slurm}. */
  @Command(
      name = "slurm",
      description = {
        "Local exceptions in force (RFC 8416), each with the place it stands in its file.",
        "\"Matches\" counts what a filter removes; an assertion that adds nothing has 0."
      })
  static final class Slurm extends ControlCommand {
    @Override
    public Integer call() throws Exception {
      return ask(new ShowSlurm(), new SlurmText(terminal));
    }
  }
}
