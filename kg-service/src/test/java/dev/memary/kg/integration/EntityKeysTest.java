package dev.memary.kg.integration;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntityKeysTest {
  @ParameterizedTest
  @CsvSource({
    "Bruno, bruno",
    "'  Bruno  ', bruno",
    "The Beatles, beatles",
    "an apple, apple",
    "Alice's, alice",
    "Alice’s, alice",
    "'\"Casablanca\"', casablanca",
    "New   York, new york",
    "Ｂｒｕｎｏ, bruno",
    "Theodore, theodore",
    "東京, 東京"
  })
  void name_isItsKey(String name, String key) {
    assertThat(EntityKeys.normalise(name)).isEqualTo(key);
  }

  @Test
  void accent_composedOrNot_isTheSame() {
    assertThat(EntityKeys.normalise("Zoe\u0308")).isEqualTo(EntityKeys.normalise("Zo\u00eb"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"!", "???", "🐕", "the", "-"})
  void nothingLeft_theNameItself(String name) {
    assertThat(EntityKeys.normalise(name)).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(strings = {"The Beatles", "Alice's", "\"A\" b"})
  void key_isItsOwnKey(String name) {
    String key = EntityKeys.normalise(name);

    assertThat(EntityKeys.normalise(key)).isEqualTo(key);
  }
}
