package dev.memary.worker.extraction.classical;

import java.util.Set;

/** The little morphology that statements need. */
final class English {

  private static final Set<String> IRREGULAR_PRESENT = Set.of("be", "have", "do", "go");

  private English() {}

  /** The verb as "he" or "she" would have it: "work" becomes "works", "moved" stays. */
  static String thirdPerson(String form, String lemma) {
    if (!form.equals(lemma)) {
      return form;
    }
    if (IRREGULAR_PRESENT.contains(lemma)) {
      return irregular(lemma);
    }
    if (lemma.matches(".*(s|sh|ch|x|z|o)")) {
      return lemma + "es";
    }
    return lemma.matches(".*[^aeiou]y")
        ? lemma.substring(0, lemma.length() - 1) + "ies"
        : lemma + "s";
  }

  private static String irregular(String lemma) {
    return switch (lemma) {
      case "be" -> "is";
      case "have" -> "has";
      case "do" -> "does";
      default -> "goes";
    };
  }
}
