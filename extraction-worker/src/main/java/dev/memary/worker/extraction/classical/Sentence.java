package dev.memary.worker.extraction.classical;

import java.util.List;

/**
 * A sentence and its words.
 *
 * @param text as written
 * @param tokens its words, contractions taken apart ("I'm" is two)
 */
record Sentence(String text, List<Token> tokens) {

  Sentence {
    tokens = List.copyOf(tokens);
  }

  int size() {
    return tokens.size();
  }

  Token get(int index) {
    return tokens.get(index);
  }

  boolean has(int index) {
    return index >= 0 && index < tokens.size();
  }

  boolean is(int index, String lower) {
    return has(index) && get(index).is(lower);
  }

  boolean is(int index, Token.Tag tag) {
    return has(index) && get(index).is(tag);
  }

  /** The word that a character belongs to. */
  int tokenAt(int offset) {
    for (int i = 0; i < size(); i++) {
      if (offset < get(i).end()) {
        return i;
      }
    }
    return size() - 1;
  }

  /** The original characters from one word up to, not including, another. */
  String text(int from, int to) {
    return from >= to ? "" : text.substring(get(from).start(), get(to - 1).end());
  }

  /** Lower-case words joined by blanks. */
  String words(int from, int to) {
    return String.join(" ", tokens.subList(from, to).stream().map(Token::lower).toList());
  }
}
