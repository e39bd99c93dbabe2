package dev.memary.memory.summaries;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Texts in sentences and words, in any language that the JDK knows to break. */
public final class Sentences {
  private Sentences() {}

  /** The sentences of a text, in its order. */
  public static List<String> of(String text) {
    return pieces(BreakIterator.getSentenceInstance(Locale.ROOT), text);
  }

  /** Its words in lower case, without what is between them; a Chinese character is one. */
  static List<String> words(String text) {
    return pieces(BreakIterator.getWordInstance(Locale.ROOT), text.toLowerCase(Locale.ROOT))
        .stream()
        .filter(word -> Character.isLetterOrDigit(word.codePointAt(0)))
        .flatMap(word ->
            Character.isIdeographic(word.codePointAt(0))
                ? word.codePoints().mapToObj(Character::toString)
                : Stream.of(word))
        .toList();
  }

  private static List<String> pieces(BreakIterator breaks, String text) {
    breaks.setText(text);
    List<String> pieces = new ArrayList<>();
    int start = breaks.first();
    for (int end = breaks.next(); end != BreakIterator.DONE; start = end, end = breaks.next()) {
      String piece = text.substring(start, end).strip();
      if (!piece.isEmpty()) {
        pieces.add(piece);
      }
    }
    return pieces;
  }
}
