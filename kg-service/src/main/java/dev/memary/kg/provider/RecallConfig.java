package dev.memary.kg.provider;

import dev.memary.kg.retrieval.Ingredient;
import dev.memary.kg.retrieval.RecallRecipe;
import dev.memary.kg.retrieval.Recipes;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/** Recipes of the installation's own, and the ones built in. */
@ApplicationScoped
public class RecallConfig {
  /** {@code memary.recall.recipes.*}. */
  @ConfigMapping(prefix = "memary.recall.recipes")
  interface Settings {
    @WithParentName
    Map<String, Recipe> recipes();

    /** What a recipe changes in the one for conversations. */
    interface Recipe {
      @WithDefault("0.9")
      double k1();

      @WithDefault("0.4")
      double b();

      Map<Ingredient, Double> weights();
    }
  }

  @Produces
  @Singleton
  Recipes recipes(Settings settings) {
    List<RecallRecipe> own =
        settings.recipes().entrySet().stream().map(e -> recipe(e.getKey(), e.getValue())).toList();
    return new Recipes(own);
  }

  private static RecallRecipe recipe(String name, Settings.Recipe changes) {
    RecallRecipe recipe =
        new RecallRecipe(name, changes.k1(), changes.b(), RecallRecipe.CONVERSATION.weights());
    for (Map.Entry<Ingredient, Double> change : changes.weights().entrySet()) {
      recipe = recipe.with(change.getKey(), change.getValue());
    }
    return recipe;
  }
}
