package dev.memary.worker.validation;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Whether a sentence keeps to what is known. */
final class Statements {
  private static final int LONGEST = 300;
  private static final int SHORTEST_WORD = 4;
  private static final double CHINESE_SHARE = 0.6;
  private static final Set<String> CONNECTING =
      Set.of(
          "with",
          "from",
          "that",
          "since",
          "until",
          "their",
          "does",
          "been",
          "have",
          "named",
          "called",
          "person",
          "into",
          "used",
          "currently",
          "enjoys",
          "likes",
          "lives",
          "works",
          "plans",
          "plan",
          "owns",
          "speaks",
          "name",
          "whose",
          "which",
          "there",
          "longer");

  private Statements() {}

  static boolean saysNoMore(String statement, String plainKnown) {
    return !statement.isEmpty()
        && statement.length() <= LONGEST
        && wordsAreKnown(statement, plainKnown)
        && charactersAreKnown(statement, plainKnown);
  }

  /** Short and connecting words are free, names and numbers never. */
  private static boolean wordsAreKnown(String statement, String plainKnown) {
    List<String> words = Wording.words(statement);
    return words.stream()
        .filter(word -> !Wording.isChinese(word))
        .allMatch(word -> isFree(word) || Wording.holdsInflected(plainKnown, Wording.plain(word)));
  }

  private static boolean isFree(String word) {
    boolean plain = word.chars().allMatch(Character::isLowerCase);
    return plain && (word.length() < SHORTEST_WORD || CONNECTING.contains(word));
  }

  private static boolean charactersAreKnown(String statement, String plainKnown) {
    int[] chinese =
        statement
            .codePoints()
            .filter(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN)
            .toArray();
    long known =
        Arrays.stream(chinese).filter(c -> plainKnown.indexOf(Character.toString(c)) >= 0).count();
    return known >= CHINESE_SHARE * chinese.length;
  }
}
