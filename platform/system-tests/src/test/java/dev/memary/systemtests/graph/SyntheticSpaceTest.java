package dev.memary.systemtests.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.memary.systemtests.graph.Shape.OfSpace;
import dev.memary.systemtests.graph.SyntheticSpace.Episode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyntheticSpaceTest {
  private static final Vocabulary WORDS = new Vocabulary(1, 20);
  private static final Meanings MEANINGS = meanings(20);
  private static final OfSpace SHAPE = new OfSpace(3, 90, 40, 70, 56, 98, 376);

  @ParameterizedTest
  @ValueSource(ints = {500, 10_000, 100_000, 1_000_000})
  void spaces_addUpToTheGraph(int nodes) {
    Shape shape = new Shape(nodes, 2000);

    assertThat(
            sum(shape, OfSpace::episodes)
                + sum(shape, OfSpace::entities)
                + sum(shape, OfSpace::facts)
                + shape.spaceCount())
        .isEqualTo(nodes);
    assertThat(
            sum(shape, OfSpace::mentions)
                + sum(shape, OfSpace::facts)
                + sum(shape, OfSpace::objects)
                + sum(shape, OfSpace::supports))
        .isEqualTo(3 * nodes);
  }

  @Test
  void aMillionNodes_haveTwoThousandUnevenSpaces() {
    int[] episodes = new Shape(1_000_000, 2000).episodesOfSpaces();

    assertThat(episodes).hasSize(2000);
    assertThat(episodes[0]).isBetween(18_000, 21_000);
    assertThat(episodes[1999]).isBetween(40, 100);
  }

  @Test
  void space_holdsWhatItsShapeSays() {
    SyntheticSpace space = space(1);

    assertThat(space.episodes()).hasSize(SHAPE.episodes());
    assertThat(space.entities()).hasSize(SHAPE.entities());
    assertThat(space.facts()).hasSize(SHAPE.facts());
    assertThat(space.episodes().stream().mapToInt(e -> e.mentions().size()).sum())
        .isEqualTo(SHAPE.mentions());
    assertThat(space.facts().stream().filter(fact -> fact.get("object") != null))
        .hasSize(SHAPE.objects());
    assertThat(
            space.facts().stream().mapToInt(fact -> ((List<?>) fact.get("supports")).size()).sum())
        .isEqualTo(SHAPE.supports());
  }

  @Test
  void whatIsMentionedAndSupported_isThereOnce() {
    SyntheticSpace space = space(1);
    Set<Object> keys = new HashSet<>();
    space
        .entities()
        .forEach(entity ->
            assertThat(keys.add(((Map<?, ?>) entity.get("properties")).get("key"))).isTrue());
    Set<Object> episodes = new HashSet<>();
    space.episodes().forEach(e -> assertThat(episodes.add(e.id().toString())).isTrue());
    Set<Object> facts = new HashSet<>();

    for (Episode episode : space.episodes()) {
      List<Object> mentioned = episode.mentions().stream().map(m -> m.get("key")).toList();
      assertThat(mentioned).doesNotHaveDuplicates().isSubsetOf(keys);
    }
    for (Map<String, Object> fact : space.facts()) {
      assertThat(facts.add(((Map<?, ?>) fact.get("properties")).get("key"))).isTrue();
      assertThat(keys).contains(fact.get("subject"));
    }
  }

  @Test
  void turns_alternateBetweenRoles() {
    for (Episode episode : space(1).episodes()) {
      assertThat(episode.role()).isEqualTo(episode.sequence() % 2 == 1 ? "user" : "assistant");
    }
  }

  @Test
  void sameSeed_sameSpace() {
    assertThat(texts(space(1))).isEqualTo(texts(space(1))).isNotEqualTo(texts(space(2)));
    assertThat(space(1).episodes().getFirst().vector())
        .isEqualTo(space(1).episodes().getFirst().vector());
  }

  @Test
  void meaning_isNearestToItsTopic() {
    SplittableRandom random = new SplittableRandom(1);
    float[] vector = MEANINGS.of(4, 9, random);

    double[] near =
        IntStream.range(0, 20).mapToDouble(t -> dot(vector, MEANINGS.topics()[t])).toArray();

    assertThat(dot(vector, vector)).isCloseTo(1, offset(1e-4));
    assertThat(near[4]).isEqualTo(IntStream.range(0, 20).mapToDouble(t -> near[t]).max().orElse(0));
  }

  @Test
  void shares_nothingIsLostByRounding() {
    int[] shares = new Zipf(7, 1).shares(1000);

    assertThat(IntStream.of(shares).sum()).isEqualTo(1000);
    assertThat(shares).isSortedAccordingTo((a, b) -> b - a);
  }

  private static SyntheticSpace space(long seed) {
    return new SyntheticSpace(SHAPE, seed, WORDS, MEANINGS);
  }

  private static List<String> texts(SyntheticSpace space) {
    return space.episodes().stream().map(Episode::text).toList();
  }

  private static int sum(Shape shape, ToIntFunction<OfSpace> part) {
    return StreamSupport.stream(shape.spaces().spliterator(), false).mapToInt(part).sum();
  }

  private static Meanings meanings(int topics) {
    SplittableRandom random = new SplittableRandom(7);
    float[][] vectors = new float[topics][32];
    for (float[] vector : vectors) {
      double squares = 0;
      for (int i = 0; i < vector.length; i++) {
        vector[i] = (float) random.nextGaussian();
        squares += vector[i] * vector[i];
      }
      for (int i = 0; i < vector.length; i++) {
        vector[i] /= (float) Math.sqrt(squares);
      }
    }
    return new Meanings(vectors, "m");
  }

  private static double dot(float[] a, float[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
  }
}
