package savd.daemon.cetp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keys that sign RLOCs, as openssl(1) writes them: a file with the blocks {@code PRIVATE KEY} (PKCS
 * #8) and {@code PUBLIC KEY} (RFC 8410), and public keys in one line of base64.
 */
final class SigningKeys {
  private static final String ALGORITHM = "Ed25519";

  /** What was meant is clear, and why it cannot be is worth telling. */
  static final class Unfit extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    Unfit(String sentence) {
      super(sentence);
    }
  }

  private SigningKeys() {}

  /** A pair from a file; {@link Unfit} says what is wrong with it. */
  static KeyPair read(String file) {
    try {
      String text = Files.readString(Path.of(file));
      KeyFactory keys = KeyFactory.getInstance(ALGORITHM);
      PrivateKey secret =
          keys.generatePrivate(new PKCS8EncodedKeySpec(block(file, text, "PRIVATE KEY")));
      PublicKey open = keys.generatePublic(new X509EncodedKeySpec(block(file, text, "PUBLIC KEY")));
      if (!isPair(open, secret)) {
        throw new Unfit(
            file + ": the blocks are of two pairs: nobody could verify what is signed with it");
      }
      return new KeyPair(open, secret);
    } catch (NoSuchFileException e) {
      throw new Unfit(file + ": there is no such file");
    } catch (AccessDeniedException e) {
      throw new Unfit(file + ": may not be read by who runs the edge");
    } catch (IOException | InvalidPathException e) {
      throw new Unfit(file + ": cannot be read: " + e.getMessage());
    } catch (GeneralSecurityException e) {
      throw new Unfit(file + ": its blocks are no Ed25519 keys: " + e.getMessage());
    }
  }

  private static boolean isPair(PublicKey open, PrivateKey secret) throws GeneralSecurityException {
    byte[] something = "one pair".getBytes(StandardCharsets.US_ASCII);
    Signature signer = Signature.getInstance(ALGORITHM);
    signer.initSign(secret);
    signer.update(something);
    byte[] signature = signer.sign();
    signer.initVerify(open);
    signer.update(something);
    return signer.verify(signature);
  }

  /** What is doubtful about who may read a key; empty when nothing is. */
  static Optional<String> doubt(String file) {
    try {
      Set<PosixFilePermission> may = Files.getPosixFilePermissions(Path.of(file));
      return may.contains(PosixFilePermission.OTHERS_READ)
          ? Optional.of(file + " can be read by everybody on this machine: chmod o-r")
          : Optional.empty();
    } catch (IOException | InvalidPathException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  private static byte[] block(String file, String text, String kind) {
    Matcher block =
        Pattern.compile("-----BEGIN " + kind + "-----(.*?)-----END", Pattern.DOTALL).matcher(text);
    if (!block.find()) {
      throw new Unfit(
          file
              + ": has no block "
              + kind
              + "; openssl genpkey -algorithm ed25519 writes the private one,"
              + " openssl pkey -pubout the other");
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
