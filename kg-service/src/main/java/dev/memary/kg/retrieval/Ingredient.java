package dev.memary.kg.retrieval;

import java.util.Locale;

/** What a score is made of. */
public enum Ingredient {
  /** The turns before and after, as a second field of the words (BM25F). */
  NEIGHBOURS,
  /** BM25F, as z-score over the candidates. */
  WORDS,
  /** Cosine of the embeddings, as z-score over the candidates. */
  MEANING,
  /** Added when the one person named in the question is who speaks. */
  SPEAKER,
  /** Taken away from a turn that only asks. */
  BARE_QUESTION,
  /** Added for a "when" question to a turn with a time word. */
  TIME_WORD,
  /** Added to what was said near a date in the question. */
  DATE,
  /** Said lately, as z-score over the candidates. */
  RECENCY,
  /** Learnt from many episodes, as z-score over the candidates. */
  FREQUENCY,
  /** Facts that lead here from the entities that the question names, as z-score. */
  CONNECTIONS,
  /** Standing beside good answers, as z-score over the candidates. */
  SURROUNDINGS,
  /** Standing in a session with good answers, as z-score over the candidates. */
  SESSION,
  /** Taken away from what says the same as a better one. */
  DIVERSITY;

  /** As it is written in a recipe and in an explanation. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
