package dev.memary.worker.extraction.classical;

import org.jspecify.annotations.Nullable;

/**
 * A noun phrase of a sentence.
 *
 * @param start first word
 * @param end the word after the last one
 * @param kind pronoun, name or common noun
 * @param text the phrase without articles and possessors ("small bakery")
 * @param head the lemma of its head noun
 * @param possessor "my", "her" or a name, in front of it
 * @param relation the word of a relation inside it ("sister", "dog"), singular
 * @param properName the name that follows the relation ("my sister Emma") or "named"
 * @param negated whether it begins with "no" or is "nobody"
 */
record NounPhrase(
    int start,
    int end,
    Kind kind,
    String text,
    String head,
    @Nullable String possessor,
    @Nullable String relation,
    @Nullable String properName,
    boolean negated) {

  /** What a phrase is built around. */
  enum Kind {
    PRONOUN,
    NAME,
    COMMON
  }

  boolean isPronoun() {
    return kind == Kind.PRONOUN;
  }

  boolean isName() {
    return kind == Kind.NAME;
  }
}
