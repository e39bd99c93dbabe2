package dev.memary.kg.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecipesTest {
  private final Recipes recipes =
      new Recipes(List.of(RecallRecipe.CONVERSATION.with(Ingredient.WORDS, 2).named("wordy")));

  @Test
  void builtIn_andOwn_byName() {
    assertThat(recipes.names()).containsExactly("assistant", "conversation", "wordy");
    assertThat(recipes.find("wordy").orElseThrow().of(Ingredient.WORDS)).isEqualTo(2);
  }

  @Test
  void ingredients_canBeLeftOut() {
    RecallRecipe found = recipes.find("conversation -speaker -bare_question").orElseThrow();

    assertThat(found.name()).isEqualTo("conversation -speaker -bare_question");
    assertThat(found.of(Ingredient.SPEAKER)).isZero();
    assertThat(found.of(Ingredient.BARE_QUESTION)).isZero();
    assertThat(found.of(Ingredient.WORDS))
        .isEqualTo(RecallRecipe.CONVERSATION.of(Ingredient.WORDS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "soup", "conversation speaker", "conversation -salt", "-words"})
  void unknown_isNone(String wanted) {
    assertThat(recipes.find(wanted)).isEmpty();
  }

  @Test
  void ownRecipe_mayTakeThePlaceOfABuiltInOne() {
    Recipes changed = new Recipes(List.of(RecallRecipe.CONVERSATION.without(Ingredient.SPEAKER)));

    assertThat(changed.find("conversation").orElseThrow().of(Ingredient.SPEAKER)).isZero();
  }
}
