package dev.memary.worker.validation;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Texts made comparable: one case, one width, one kind of quotation mark, single spaces. */
final class Wording {
  private static final Pattern SPACES = Pattern.compile("\\s+");
  private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");
  private static final int SHORTEST_STEM = 3;
  private static final int LONGEST_ENDING = 4;

  private Wording() {}

  static String plain(String text) {
    String straight =
        Normalizer.normalize(text, Normalizer.Form.NFKC)
            .replace('’', '\'')
            .replace('‘', '\'')
            .replace('“', '"')
            .replace('”', '"');
    return SPACES.matcher(straight).replaceAll(" ").strip().toLowerCase(Locale.ROOT);
  }

  static List<String> words(String plain) {
    return Arrays.stream(NO_WORD.split(plain)).filter(word -> !word.isEmpty()).toList();
  }

  /** Whether the phrase stands in the text, as whole words where words have spaces around them. */
  static boolean holds(String plainText, String plainPhrase) {
    return indexOf(plainText, plainPhrase, 0) >= 0;
  }

  static int indexOf(String plainText, String plainPhrase, int from) {
    if (plainPhrase.isEmpty()) {
      return -1;
    }
    int at = plainText.indexOf(plainPhrase, from);
    while (at >= 0 && !isWhole(plainText, at, at + plainPhrase.length())) {
      at = plainText.indexOf(plainPhrase, at + 1);
    }
    return at;
  }

  /** Whether each word stands in the text, in whatever inflection. */
  static boolean holdsInflected(String plainText, String plainPhrase) {
    List<String> words = words(plainText);
    List<String> wanted = words(plainPhrase);
    return !wanted.isEmpty()
        && wanted.stream()
            .allMatch(one -> holds(plainText, one) || words.stream().anyMatch(w -> akin(w, one)));
  }

  private static boolean isWhole(String text, int start, int end) {
    return !(isLatin(text, start) && isLatin(text, start - 1))
        && !(isLatin(text, end - 1) && isLatin(text, end));
  }

  private static boolean isLatin(String text, int index) {
    if (index < 0 || index >= text.length()) {
      return false;
    }
    char c = text.charAt(index);
    return Character.isDigit(c)
        || Character.isLetter(c) && Character.UnicodeScript.of(c) == Character.UnicodeScript.LATIN;
  }

  private static boolean akin(String a, String b) {
    int shorter = Math.min(a.length(), b.length());
    int shared = 0;
    while (shared < shorter && a.charAt(shared) == b.charAt(shared)) {
      shared++;
    }
    return shared >= Math.max(SHORTEST_STEM, shorter - 1)
        && Math.abs(a.length() - b.length()) <= LONGEST_ENDING;
  }

  static boolean isChinese(String text) {
    return text.codePoints()
        .anyMatch(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN);
  }
}
