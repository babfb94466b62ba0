package savd.daemon.cetp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keys that sign RLOCs, as openssl(1) writes them: a file with the blocks {@code PRIVATE KEY} (PKCS
 * #8) and {@code PUBLIC KEY} (RFC 8410), and public keys in one line of base64.
 */
final class SigningKeys {
  private static final String ALGORITHM = "Ed25519";

  private SigningKeys() {}

  /** A pair from a file; {@link IllegalArgumentException} says what is wrong with it. */
  static KeyPair read(String file) {
    try {
      String text = Files.readString(Path.of(file));
      KeyFactory keys = KeyFactory.getInstance(ALGORITHM);
      PrivateKey secret = keys.generatePrivate(new PKCS8EncodedKeySpec(block(text, "PRIVATE KEY")));
      return new KeyPair(
          keys.generatePublic(new X509EncodedKeySpec(block(text, "PUBLIC KEY"))), secret);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  private static byte[] block(String text, String kind) {
    Matcher block =
        Pattern.compile("-----BEGIN " + kind + "-----(.*?)-----END", Pattern.DOTALL).matcher(text);
    if (!block.find()) {
      throw new IllegalArgumentException("no block " + kind);
    }
    return Base64.getMimeDecoder().decode(block.group(1));
  }

  static PublicKey parsePublic(String base64) {
    try {
      return KeyFactory.getInstance(ALGORITHM)
          .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not a key: " + e.getMessage(), e);
    }
  }
}
