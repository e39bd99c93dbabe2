package dev.memary.kg.integration;

import java.text.Normalizer;
import java.util.Locale;

/** When two names are the same name. */
public final class EntityKeys {
  private EntityKeys() {}

  /**
   * The name without case, accents' composition, possessive endings, articles and surrounding
   * punctuation.
   */
  public static String normalise(String name) {
    String plain =
        Normalizer.normalize(name, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT).strip();
    String bare =
        plain
            .replaceAll("['’]s$", "")
            .replaceAll("^(the|a|an)\\s+", "")
            .replaceAll("^[\\p{P}\\s]+|[\\p{P}\\s]+$", "")
            .replaceAll("\\s+", " ");
    return bare.isEmpty() ? plain : bare;
  }
}
