package dev.memary.worker.extraction.classical;

/**
 * A word of a sentence.
 *
 * @param text as written
 * @param lower in lower case
 * @param tag part of speech (universal tag set)
 * @param lemma dictionary form, in lower case
 * @param start offset of the first character in the sentence
 * @param end offset after the last one
 */
record Token(String text, String lower, Tag tag, String lemma, int start, int end) {

  /** The universal part-of-speech tags. */
  enum Tag {
    ADJ,
    ADP,
    ADV,
    AUX,
    CCONJ,
    DET,
    INTJ,
    NOUN,
    NUM,
    PART,
    PRON,
    PROPN,
    PUNCT,
    SCONJ,
    SYM,
    VERB,
    X;

    static Tag of(String name) {
      try {
        return valueOf(name);
      } catch (IllegalArgumentException unknownTag) {
        return X;
      }
    }
  }

  boolean is(Tag wanted) {
    return tag == wanted;
  }

  boolean is(String wanted) {
    return lower.equals(wanted);
  }

  boolean isNominal() {
    return tag == Tag.NOUN || tag == Tag.PROPN;
  }

  boolean isVerbal() {
    return tag == Tag.VERB || tag == Tag.AUX;
  }

  boolean isCapitalised() {
    return Character.isUpperCase(text.codePointAt(0));
  }

  Token tagged(Tag newTag) {
    return new Token(text, lower, newTag, lemma, start, end);
  }

  Token tagged(Tag newTag, String newLemma) {
    return new Token(text, lower, newTag, newLemma, start, end);
  }
}
