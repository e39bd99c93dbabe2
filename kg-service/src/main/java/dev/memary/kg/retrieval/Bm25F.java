package dev.memary.kg.retrieval;

import java.util.HashSet;
import java.util.List;

/**
 * BM25 over two weighted fields (Robertson, Zaragoza and Taylor 2004, "Simple BM25 extension to
 * multiple weighted fields"), with the statistics of the candidates themselves: they hold every
 * document of the space that shares a term with the query, so document frequencies are the space's
 * own.
 */
final class Bm25F {
  /** A document as terms: its own, and those of its neighbours. */
  record Document(List<String> own, List<String> neighbours) {}

  private final RecallRecipe recipe;
  private final List<Document> documents;
  private final double averageLength;

  Bm25F(RecallRecipe recipe, List<Document> documents) {
    this.recipe = recipe;
    this.documents = documents;
    this.averageLength =
        Math.max(1, documents.stream().mapToDouble(this::length).average().orElse(1));
  }

  double[] scores(List<String> query) {
    double[] scores = new double[documents.size()];
    for (String term : new HashSet<>(query)) {
      double[] frequencies = documents.stream().mapToDouble(d -> frequency(d, term)).toArray();
      double idf = idf(term);
      for (int i = 0; i < scores.length; i++) {
        scores[i] += idf * saturated(frequencies[i], length(documents.get(i)));
      }
    }
    return scores;
  }

  private double saturated(double frequency, double length) {
    double norm = recipe.k1() * (1 - recipe.b() + recipe.b() * length / averageLength);
    return frequency == 0 ? 0 : frequency * (recipe.k1() + 1) / (frequency + norm);
  }

  private double idf(String term) {
    long with = documents.stream().filter(d -> d.own().contains(term)).count();
    return Math.log(1 + (documents.size() - with + 0.5) / (with + 0.5));
  }

  private double frequency(Document document, String term) {
    return count(document.own(), term)
        + recipe.of(Ingredient.NEIGHBOURS) * count(document.neighbours(), term);
  }

  private double length(Document document) {
    return document.own().size() + recipe.of(Ingredient.NEIGHBOURS) * document.neighbours().size();
  }

  private static long count(List<String> terms, String term) {
    return terms.stream().filter(term::equals).count();
  }
}
