package dev.memary.systemtests.graph;

import dev.memary.systemtests.MemaryClient;
import dev.memary.systemtests.MemaryClient.Answer;
import dev.memary.systemtests.bench.Figures;
import dev.memary.systemtests.bench.OpenLoop;
import dev.memary.systemtests.graph.Shape.OfSpace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Searches through the gateway at a constant rate. No question is asked twice, so each is embedded
 * anew.
 */
final class Searches {
  private static final int WORDS = 6;

  private final MemaryClient client;
  private final Vocabulary vocabulary;
  private final long seed;
  private final List<OfSpace> spaces = new ArrayList<>();
  private final SplittableRandom random;

  Searches(MemaryClient client, Shape shape, Vocabulary vocabulary, long seed, long run) {
    this.client = client;
    this.vocabulary = vocabulary;
    this.seed = seed;
    this.random = new SplittableRandom(run);
    shape.spaces().forEach(spaces::add);
  }

  /** Where the next question goes. */
  interface Choice {
    OfSpace next(RandomGenerator random);
  }

  /** Every episode is as likely to be in the space as any other. */
  Choice bySize() {
    int[] episodes = spaces.stream().mapToInt(OfSpace::episodes).toArray();
    long total = spaces.stream().mapToLong(OfSpace::episodes).sum();
    return chance -> {
      long at = chance.nextLong(total);
      int space = 0;
      while (at >= episodes[space]) {
        at -= episodes[space++];
      }
      return spaces.get(space);
    };
  }

  /** Always one of the same few, none of them large. */
  Choice oneOf(int count, int largest) {
    List<OfSpace> few =
        spaces.stream().filter(space -> space.episodes() <= largest).limit(count).toList();
    return chance -> few.get(chance.nextInt(few.size()));
  }

  /**
   * What came back.
   *
   * @param late by how much requests were started after they were due
   * @param results how many results came in all
   */
  record Seen(Figures figures, Figures late, long results) {}

  Seen run(Choice choice, int perSecond, Duration duration) {
    Figures figures = new Figures();
    Figures late = new Figures();
    AtomicLong results = new AtomicLong();
    int count = (int) Math.max(1, duration.toMillis() * perSecond / 1000);
    List<Map<String, Object>> questions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      questions.add(question(choice.next(random)));
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      new OpenLoop()
          .run(
              count,
              perSecond,
              (index, due) -> {
                late.ended(System.nanoTime() - due);
                threads.execute(() -> ask(questions.get(index), due, figures, results));
              });
    }
    return new Seen(figures, late, results.get());
  }

  private void ask(Map<String, Object> question, long due, Figures figures, AtomicLong results) {
    try {
      Answer answer = client.post("/v1/memories/search", question);
      long nanos = System.nanoTime() - due;
      if (answer.status() != 200) {
        figures.failed("status " + answer.status());
      } else if (answer.body().path("degraded").asBoolean()) {
        figures.failed("degraded: " + answer.body().path("degraded_reasons"));
      } else if (answer.body().path("results").isEmpty()) {
        figures.failed("nothing found");
      } else {
        figures.ended(nanos);
        results.addAndGet(answer.body().path("results").size());
      }
    } catch (IllegalStateException e) {
      figures.failed("no answer");
    }
  }

  private Map<String, Object> question(OfSpace space) {
    int[] topics = SyntheticSpace.topics(space, seed, vocabulary.topicCount());
    int topic = topics[random.nextInt(topics.length)];
    return Map.of(
        "spaces",
        List.of(SyntheticSpace.name(space.index())),
        "query",
        String.join(" ", vocabulary.about(topic, WORDS, random)) + "?",
        "top_k",
        10);
  }
}
