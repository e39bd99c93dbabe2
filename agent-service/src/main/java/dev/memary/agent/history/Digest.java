package dev.memary.agent.history;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 over a list of texts. */
public final class Digest {
  private Digest() {}

  /** Hexadecimal. A single text gives its plain SHA-256; several are kept apart by a NUL. */
  public static String of(List<String> texts) {
    MessageDigest digest = sha256();
    for (int i = 0; i < texts.size(); i++) {
      if (i > 0) {
        digest.update((byte) 0);
      }
      digest.update(texts.get(i).getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
