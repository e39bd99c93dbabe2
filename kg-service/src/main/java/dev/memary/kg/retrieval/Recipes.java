package dev.memary.kg.retrieval;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The recipes there are. A question may ask for one by name, and leave ingredients of it out:
 * {@code conversation -speaker -date}.
 */
public final class Recipes {
  private final Map<String, RecallRecipe> byName = new TreeMap<>();

  /**
   * @param own in addition to those that are built in, or in their place
   */
  public Recipes(List<RecallRecipe> own) {
    for (RecallRecipe builtIn : List.of(RecallRecipe.CONVERSATION, RecallRecipe.ASSISTANT)) {
      byName.put(builtIn.name(), builtIn);
    }
    own.forEach(recipe -> byName.put(recipe.name(), recipe));
  }

  /** Empty when there is no such recipe or ingredient. */
  public Optional<RecallRecipe> find(String wanted) {
    String[] parts = wanted.strip().split("\\s+-");
    RecallRecipe recipe = byName.get(parts[0]);
    for (int i = 1; recipe != null && i < parts.length; i++) {
      recipe = ingredient(parts[i]).map(recipe::without).orElse(null);
    }
    return Optional.ofNullable(recipe).map(found -> found.named(wanted.strip()));
  }

  /** All names. */
  public List<String> names() {
    return List.copyOf(byName.keySet());
  }

  private static Optional<Ingredient> ingredient(String name) {
    return List.of(Ingredient.values()).stream()
        .filter(ingredient -> ingredient.wireName().equals(name))
        .findFirst();
  }
}
