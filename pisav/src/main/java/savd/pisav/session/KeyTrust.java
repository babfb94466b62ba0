package savd.pisav.session;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import savd.pisav.fsm.PeerKey;

/**
 * Takes any certificate around a P-256 key. TLS shows that the other side has the private key;
 * whose key it is, Router Keys say, and that is asked afterwards. So names, signers and dates of
 * the certificate mean nothing.
 *
 * <p>The JDK's TLS gives out tickets with which a session is continued without a key being shown,
 * and nothing but a property of the whole process keeps it from that. So it is asked afterwards
 * whether the key was shown on this connection: a trust manager is not called where a session goes
 * on.
 */
final class KeyTrust extends X509ExtendedTrustManager {
  private static final X509Certificate[] NOBODY = {};

  /** Engines compare by identity. All contexts have their connections here. */
  private static final Set<SSLEngine> SHOWN =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  /** True where the other side has shown on this very connection that it has the private key. */
  static boolean wasShown(SSLEngine engine) {
    return SHOWN.contains(engine);
  }

  private static void check(X509Certificate[] chain, SSLEngine engine) throws CertificateException {
    check(chain);
    SHOWN.add(engine);
  }

  private static void check(X509Certificate[] chain) throws CertificateException {
    if (chain == null || chain.length == 0) {
      throw new CertificateException("no certificate");
    }
    byte[] key = chain[0].getPublicKey().getEncoded();
    if (key == null || !PeerKey.isP256(key)) {
      throw new CertificateException("not a P-256 key");
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain, engine);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return NOBODY;
  }
}
