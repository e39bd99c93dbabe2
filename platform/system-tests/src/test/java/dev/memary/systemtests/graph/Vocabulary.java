package dev.memary.systemtests.graph;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Words that are no language's, used as often as those of one; each topic has favourites. */
final class Vocabulary {
  private static final int WORDS = 30_000;
  private static final int WORDS_OF_A_TOPIC = 150;
  private static final String[] ONSETS =
      "b c d f g h j k l m n p r s t v w z br ch dr fl gr kl pl pr sh st tr".split(" ");
  private static final String[] RHYMES =
      "a e i o u an en in on un ar er or al el il ol ad ok um ath eng ist".split(" ");

  private final List<String> words;
  private final List<List<String>> topics;
  private final Zipf usage = new Zipf(WORDS, 1);
  private final Zipf usageOfATopic = new Zipf(WORDS_OF_A_TOPIC, 1);

  Vocabulary(long seed, int topicCount) {
    SplittableRandom random = new SplittableRandom(seed);
    Set<String> distinct = new LinkedHashSet<>();
    while (distinct.size() < WORDS) {
      distinct.add(word(random));
    }
    words = List.copyOf(distinct);
    topics =
        IntStream.range(0, topicCount)
            .mapToObj(_ -> random.ints(WORDS_OF_A_TOPIC, 0, WORDS).mapToObj(words::get).toList())
            .toList();
  }

  private static String word(RandomGenerator random) {
    StringBuilder word = new StringBuilder();
    for (int syllable = 2 + random.nextInt(2); syllable > 0; syllable--) {
      word.append(ONSETS[random.nextInt(ONSETS.length)])
          .append(RHYMES[random.nextInt(RHYMES.length)]);
    }
    return word.toString();
  }

  /** A word of the language at large. */
  String any(RandomGenerator random) {
    return words.get(usage.draw(random));
  }

  /** Any of the words, all equally likely. */
  String rare(RandomGenerator random) {
    return words.get(random.nextInt(WORDS));
  }

  /** So many words about the topic: half of them its favourites. */
  List<String> about(int topic, int count, RandomGenerator random) {
    List<String> said = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      said.add(
          random.nextBoolean() ? topics.get(topic).get(usageOfATopic.draw(random)) : any(random));
    }
    return said;
  }

  int topicCount() {
    return topics.size();
  }
}
