package dev.memary.kg.retrieval;

/**
 * How signals become one score: named, immutable and comparable in an evaluation. Words and meaning
 * are z-scores over the candidates; the rest are additions in the same unit.
 *
 * @param k1 saturation of BM25
 * @param b length normalisation of BM25
 * @param neighbourWeight of the turns before and after as a second field (BM25F)
 * @param words weight of BM25F
 * @param meaning weight of the embedding's cosine
 * @param speaker added when the one person named in the query is who speaks
 * @param bareQuestion taken away from a turn that only asks
 * @param timeWord added for a "when" question to a turn with a time word
 */
public record RecallRecipe(
    String name,
    double k1,
    double b,
    double neighbourWeight,
    double words,
    double meaning,
    double speaker,
    double bareQuestion,
    double timeWord) {

  /** Words and meaning, who speaks, and what kind of turn it is. */
  public static final RecallRecipe HYBRID =
      new RecallRecipe("hybrid", 0.9, 0.4, 0.5, 1.0, 1.0, 3.0, 1.5, 2.0);

  /** Words alone: what remains when nothing can be embedded. */
  public static final RecallRecipe WORDS =
      new RecallRecipe("words", 0.9, 0.4, 0.5, 1.0, 0.0, 3.0, 1.5, 2.0);
}
