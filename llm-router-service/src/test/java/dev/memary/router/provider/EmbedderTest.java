package dev.memary.router.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.memary.router.chat.ProviderException;
import dev.memary.router.chat.ProviderFailure;
import dev.memary.router.chat.ProviderFailure.Refused;
import dev.memary.router.embeddings.Embedder;
import dev.memary.router.embeddings.Embeddings;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What everything that embeds does, wherever its model runs. */
abstract class EmbedderTest {
  static final String DOG = "My dog chases the postman";

  abstract Embedder embedder();

  /** How many numbers a vector has when nobody asks for fewer. */
  abstract int dimensions();

  @Test
  void texts_haveVectorsOfLengthOne_inTheirOrder() {
    List<String> texts =
        IntStream.range(0, 20).mapToObj(i -> "Sentence number " + i + " of many").toList();

    List<float[]> vectors = embed(texts).vectors();

    assertThat(vectors).hasSize(20).allMatch(vector -> vector.length == dimensions());
    assertThat(vectors).allSatisfy(v -> assertThat(dot(v, v)).isCloseTo(1, within(1e-3)));
    for (int i : new int[] {0, 7, 19}) {
      float[] single = embed(List.of(texts.get(i))).vectors().getFirst();
      assertThat(dot(vectors.get(i), single)).isCloseTo(1, within(0.01));
    }
  }

  @Test
  void sameText_sameVector_andOtherTextAnother() {
    List<float[]> vectors =
        embed(List.of(DOG, DOG, "The central bank raised its interest rates")).vectors();

    assertThat(vectors.get(0)).isEqualTo(vectors.get(1));
    assertThat(dot(vectors.get(0), vectors.get(2))).isLessThan(0.95);
  }

  @Test
  void tokens_areCounted_theMoreTheMoreIsRead() {
    assertThat(embed(List.of(DOG)).tokens()).isPositive();
    assertThat(embed(List.of(DOG, DOG)).tokens()).isGreaterThan(embed(List.of(DOG)).tokens());
  }

  /** Either the model can, or it says that it cannot. */
  @Test
  void dimensions_areAsAskedFor_orRefused() {
    for (int wanted : new int[] {dimensions(), 64, 10_000}) {
      try {
        assertThat(embed(List.of(DOG), wanted).vectors().getFirst()).hasSize(wanted);
      } catch (ProviderException e) {
        assertThat(e.failure())
            .isInstanceOfSatisfying(
                Refused.class,
                refused -> {
                  assertThat(refused.parameter()).isEqualTo("dimensions");
                  assertThat(refused.message()).contains("dimensions");
                  assertThat(refused.status()).isEqualTo(400);
                });
        assertThat(wanted).isNotEqualTo(dimensions());
      }
    }
  }

  final Embeddings embed(List<String> texts) {
    return embedder().embed(texts, null).await().atMost(Duration.ofSeconds(20));
  }

  final Embeddings embed(List<String> texts, int dimensions) {
    return embedder().embed(texts, dimensions).await().atMost(Duration.ofSeconds(20));
  }

  final ProviderFailure failure() {
    return catchThrowableOfType(ProviderException.class, () -> embed(List.of(DOG))).failure();
  }

  private static double dot(float[] a, float[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> (double) a[i] * b[i]).sum();
  }
}
