package dev.memary.kg.retrieval;

import static dev.memary.kg.retrieval.Ingredient.BARE_QUESTION;
import static dev.memary.kg.retrieval.Ingredient.CONNECTIONS;
import static dev.memary.kg.retrieval.Ingredient.DATE;
import static dev.memary.kg.retrieval.Ingredient.MEANING;
import static dev.memary.kg.retrieval.Ingredient.NEIGHBOURS;
import static dev.memary.kg.retrieval.Ingredient.SESSION;
import static dev.memary.kg.retrieval.Ingredient.SPEAKER;
import static dev.memary.kg.retrieval.Ingredient.SURROUNDINGS;
import static dev.memary.kg.retrieval.Ingredient.TIME_WORD;
import static dev.memary.kg.retrieval.Ingredient.WORDS;
import static java.util.Map.entry;

import java.util.EnumMap;
import java.util.Map;

/**
 * How ingredients become one score: named, immutable and comparable in an evaluation. {@code
 * docs/retrieval.md} says what each of them is worth.
 *
 * @param k1 saturation of BM25
 * @param b length normalisation of BM25
 * @param weights of the ingredients; one that is not there weighs nothing
 */
public record RecallRecipe(String name, double k1, double b, Map<Ingredient, Double> weights) {

  /** For people who talk with each other. */
  public static final RecallRecipe CONVERSATION =
      new RecallRecipe(
          "conversation",
          0.9,
          0.4,
          Map.ofEntries(
              entry(NEIGHBOURS, 0.5),
              entry(WORDS, 1.0),
              entry(MEANING, 1.5),
              entry(SPEAKER, 4.0),
              entry(BARE_QUESTION, 1.5),
              entry(TIME_WORD, 2.0),
              entry(DATE, 3.0),
              entry(CONNECTIONS, 1.0),
              entry(SURROUNDINGS, 1.0),
              entry(SESSION, 0.5)));

  /** For a person and an assistant, whose long answers stand beside what the person says. */
  public static final RecallRecipe ASSISTANT =
      CONVERSATION.without(SURROUNDINGS).without(SESSION).named("assistant");

  public RecallRecipe {
    weights = Map.copyOf(weights);
  }

  /** The weight of an ingredient, 0 when it is left out. */
  public double of(Ingredient ingredient) {
    return weights.getOrDefault(ingredient, 0.0);
  }

  /** The same recipe with this weight. */
  public RecallRecipe with(Ingredient ingredient, double weight) {
    Map<Ingredient, Double> changed = new EnumMap<>(Ingredient.class);
    changed.putAll(weights);
    changed.put(ingredient, weight);
    return new RecallRecipe(name, k1, b, changed);
  }

  /** The same recipe without this ingredient. */
  public RecallRecipe without(Ingredient ingredient) {
    return with(ingredient, 0);
  }

  /** The same recipe under this name. */
  public RecallRecipe named(String other) {
    return new RecallRecipe(other, k1, b, weights);
  }
}
