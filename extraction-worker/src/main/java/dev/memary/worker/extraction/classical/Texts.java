package dev.memary.worker.extraction.classical;

/** What is done to a text before it is read. */
final class Texts {

  private static final int MAX_CHARS = 100_000;

  private Texts() {}

  /** Straight apostrophes, no control characters, bounded length. */
  static String clean(String text) {
    String bounded = text.length() > MAX_CHARS ? text.substring(0, MAX_CHARS) : text;
    return bounded
        .replace('’', '\'')
        .replace('‘', '\'')
        .replaceAll("[\\p{Cc}&&[^\\n\\t]]", " ")
        .replace('\t', ' ');
  }

  /** Whether at least half of the letters are Latin ones. */
  static boolean isMostlyLatin(String text) {
    long letters = text.codePoints().filter(Character::isLetter).count();
    long latin =
        text.codePoints()
            .filter(Character::isLetter)
            .filter(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.LATIN)
            .count();
    return latin > 0 && latin * 2 >= letters;
  }
}
