package savd.pisav.session;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import savd.net.Asn;
import savd.pisav.fsm.Binding;
import savd.pisav.message.ConeMessage;
import savd.pisav.message.ErrorCode;
import savd.pisav.message.Frame;
import savd.pisav.message.Nonce;
import savd.pisav.message.Role;
import savd.pisav.wire.Octet;

/** Somebody who dials a top with the JDK's own sockets, and sends what the test likes. */
final class Hostile implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  private final SSLSocket socket;
  private final Binding binding = new Binding(Role.MEMBER);
  private ConeMessage.Hello mine;

  /** Everything sent so far. */
  final List<byte[]> sent = new ArrayList<>();

  /** Connects and finishes TLS, as far as this side can tell. */
  Hostile(int port, Optional<TlsIdentity> identity, String version)
      throws IOException, GeneralSecurityException {
    this(port, context(identity), version);
  }

  /** The same with what the context remembers of former connections. */
  Hostile(int port, SSLContext context, String version) throws IOException {
    socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setEnabledProtocols(new String[] {version});
    socket.startHandshake();
  }

  Hostile(int port, TlsIdentity identity) throws IOException, GeneralSecurityException {
    this(port, Optional.of(identity), "TLSv1.3");
  }

  static SSLContext context(Optional<TlsIdentity> identity)
      throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        identity.isPresent() ? keys(identity.get()) : null,
        new TrustManager[] {new Anybody()},
        null);
    return context;
  }

  /**
   * When the TLS session began, in milliseconds: one that is continued began on another connection.
   */
  long began() {
    return socket.getSession().getCreationTime();
  }

  private static KeyManager[] keys(TlsIdentity identity)
      throws IOException, GeneralSecurityException {
    String pem = Files.readString(identity.keyFile());
    byte[] der =
        Base64.getMimeDecoder().decode(pem.replaceAll("-----[^-]+-----", "").replace("\n", ""));
    X509Certificate certificate;
    try (InputStream in = Files.newInputStream(identity.certificateFile())) {
      certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
    PrivateKey key =
        KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
            .generatePrivate(new PKCS8EncodedKeySpec(der));
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("x", key, new char[0], new Certificate[] {certificate});
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, new char[0]);
    return factory.getKeyManagers();
  }

  private static final class Anybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  // ---- sending

  void octets(byte[] b) throws IOException {
    sent.add(b);
    socket.getOutputStream().write(b);
  }

  void say(ConeMessage m) throws IOException {
    octets(Octet.octets(binding.out(m)));
  }

  /** Says HELLO and hears the top's; empty when it was refused, see {@link #error}. */
  Hostile hello(Asn asn, int routerId) throws IOException {
    mine =
        new ConeMessage.Hello(
            Role.MEMBER, 1, 1, asn, routerId, 30_000, new Nonce(4, 2), Optional.empty());
    say(mine);
    return this;
  }

  // ---- hearing

  /** The next message. */
  Frame hear() throws IOException {
    byte[] header = socket.getInputStream().readNBytes(16);
    if (header.length < 16) {
      throw new EOFException("closed without a word");
    }
    int length = (header[2] & 0xFF) << 8 | header[3] & 0xFF;
    byte[] whole = java.util.Arrays.copyOf(header, 16 + length);
    byte[] body = socket.getInputStream().readNBytes(length);
    System.arraycopy(body, 0, whole, 16, body.length);
    Frame f = Octet.read(whole).frames.getFirst();
    // Without a HELLO of its own it plays what somebody else said.
    if (mine != null && f.message() instanceof ConeMessage.Hello h) {
      binding.bind(mine, h);
    }
    return f;
  }

  /** Hears until there is a notice; its serial. */
  int notice() throws IOException {
    while (true) {
      if (hear().message() instanceof ConeMessage.Notice n && n.totals().isPresent()) {
        return n.serial();
      }
    }
  }

  /** Hears until the top refuses. */
  ErrorCode error() throws IOException {
    while (true) {
      if (hear().message() instanceof ConeMessage.Error e) {
        return ErrorCode.of(e.code()).orElseThrow();
      }
    }
  }

  /** Reads until the other side closes. */
  void drain() throws IOException {
    byte[] b = new byte[8192];
    while (socket.getInputStream().read(b) >= 0) {
      // Whatever it is.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  static byte[] join(List<byte[]> parts) throws IOException {
    try (java.io.SequenceInputStream in =
        new java.io.SequenceInputStream(
            java.util.Collections.enumeration(
                parts.stream().map(ByteArrayInputStream::new).toList()))) {
      return in.readAllBytes();
    }
  }
}
