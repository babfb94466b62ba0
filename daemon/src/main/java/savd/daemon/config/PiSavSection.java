package savd.daemon.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import savd.net.Asn;
import savd.net.Prefix;
import savd.relation.ConeMode;

/**
 * {@code [pi-sav]}: what the methods pi-sav and pi-sav-loose go by.
 *
 * @param mode which members of the customer cone count as reached only through it
 * @param customers direct customers at other routers of ours
 * @param partialTransit members whose routes nobody passes on to us
 * @param networks our own prefixes that no route shows
 * @param exceptions sources that always pass: hidden prefixes, direct server return
 * @param listen where members reach us; empty for no member protocol as top
 * @param contacts what members are told of that; empty for {@code listen}
 * @param providers our providers, all of them, in the cones of our tops or not; empty where the
 *     roles of neighbours say it
 * @param partialTransitFor customers whose routes we do not pass on to our providers, which we tell
 *     our tops
 */
public record PiSavSection(
    ConeMode mode,
    List<Asn> customers,
    List<Asn> partialTransit,
    List<Prefix> networks,
    List<Prefix> exceptions,
    List<Endpoint> listen,
    List<Endpoint> contacts,
    Optional<Identity> identity,
    Optional<List<Asn>> providers,
    List<Asn> partialTransitFor) {
  /**
   * Who we are to others.
   *
   * @param certificate PEM; of it the key counts
   * @param privateKey PEM, PKCS #8, P-256
   */
  public record Identity(Path certificate, Path privateKey) {}

  public PiSavSection {
    customers = List.copyOf(customers);
    partialTransit = List.copyOf(partialTransit);
    networks = List.copyOf(networks);
    exceptions = List.copyOf(exceptions);
    listen = List.copyOf(listen);
    contacts = List.copyOf(contacts);
    providers = providers.map(List::copyOf);
    partialTransitFor = List.copyOf(partialTransitFor);
  }
}
