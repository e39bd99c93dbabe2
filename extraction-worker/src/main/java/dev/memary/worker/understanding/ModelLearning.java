package dev.memary.worker.understanding;

import static java.util.stream.Collectors.toMap;

import dev.memary.worker.extraction.Role;
import dev.memary.worker.understanding.LanguageModel.Answer.Proposed;
import dev.memary.worker.understanding.LanguageModel.Answer.Silent;
import dev.memary.worker.understanding.LanguageModel.Answer.Unusable;
import dev.memary.worker.validation.Validated;
import dev.memary.worker.validation.Validator;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Learns from users' words with a language model that is not trusted, and without one when none
 * answers. Nothing waits for a model for longer than the limits say: what is not understood by then
 * is learnt by rules at once, provisionally.
 */
public final class ModelLearning implements Learner {
  private final LanguageModel model;
  private final Validator validator;
  private final Learning floor;
  private final Allowance allowance;
  private final ModelEvents events;
  private final ModelLimits limits;
  private final SessionBatches batches;
  private final LongSupplier nanos;
  private final Semaphore calls;
  private final AtomicLong silentUntil;

  /**
   * @param floor what is learnt without a model
   * @param tokens how many tokens a text has
   * @param nanos the time, as {@link System#nanoTime} tells it
   */
  public ModelLearning(
      LanguageModel model,
      Validator validator,
      Learning floor,
      Allowance allowance,
      ModelEvents events,
      ModelLimits limits,
      ToIntFunction<String> tokens,
      LongSupplier nanos) {
    this.model = model;
    this.validator = validator;
    this.floor = floor;
    this.allowance = allowance;
    this.events = events;
    this.limits = limits;
    this.batches = new SessionBatches(limits, tokens);
    this.nanos = nanos;
    this.calls = new Semaphore(limits.calls());
    this.silentUntil = new AtomicLong(nanos.getAsLong());
  }

  @Override
  public List<Understood> learn(String tenantId, List<EpisodeText> episodes) {
    Map<UUID, Understood> byModel =
        askedAbout(tenantId, episodes.stream().filter(ModelLearning::isForModels).toList());
    return episodes.stream()
        .map(e -> byModel.containsKey(e.episodeId()) ? byModel.get(e.episodeId()) : withoutModel(e))
        .toList();
  }

  @Override
  public List<Understood> reconsider(String tenantId, List<EpisodeText> episodes) {
    return List.copyOf(askedAbout(tenantId, episodes).values());
  }

  /** The words of others teach at most entities, which is not worth a question. */
  private static boolean isForModels(EpisodeText episode) {
    return episode.role() == Role.USER;
  }

  private Understood withoutModel(EpisodeText episode) {
    return new Understood(
        episode, floor.learn(episode), isForModels(episode) ? Effort.PROVISIONAL : Effort.NONE);
  }

  /** What a model made of the episodes; those for which none answered are left out. */
  private Map<UUID, Understood> askedAbout(String tenantId, List<EpisodeText> episodes) {
    if (episodes.isEmpty() || isSilent()) {
      return Map.of();
    }
    Round round = new Round(tenantId, spentToday(tenantId, episodes));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Understood>>> running =
          batches.of(episodes).stream()
              .map(batch -> threads.submit(() -> round.understand(batch)))
              .toList();
      return running.stream()
          .flatMap(ModelLearning::result)
          .collect(toMap(u -> u.episode().episodeId(), u -> u, (a, b) -> a));
    }
  }

  private Map<UUID, Long> spentToday(String tenantId, Collection<EpisodeText> episodes) {
    Set<UUID> spaces = episodes.stream().map(EpisodeText::spaceId).collect(Collectors.toSet());
    return limits.dailyTokens() == 0 ? Map.of() : allowance.spentToday(tenantId, spaces);
  }

  private static Stream<Understood> result(Future<List<Understood>> running) {
    try {
      return running.get().stream();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while a model was asked", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("A batch could not be understood", e.getCause());
    }
  }

  private boolean isSilent() {
    return nanos.getAsLong() < silentUntil.get();
  }

  private void rest(Silent silent) {
    long pause = (silent.retryAfter() == null ? limits.pause() : silent.retryAfter()).toNanos();
    silentUntil.set(nanos.getAsLong() + pause);
  }

  /** One batch of events: how long it may take, and what its spaces have left. */
  private final class Round {
    private final String tenantId;
    private final long deadline = nanos.getAsLong() + limits.patience().toNanos();
    private final Map<UUID, AtomicLong> spent = new ConcurrentHashMap<>();

    Round(String tenantId, Map<UUID, Long> spentToday) {
      this.tenantId = tenantId;
      spentToday.forEach((space, tokens) -> spent.put(space, new AtomicLong(tokens)));
    }

    List<Understood> understand(List<EpisodeText> batch) throws InterruptedException {
      calls.acquire();
      try {
        return understand(batch, Spent.NOTHING);
      } finally {
        calls.release();
      }
    }

    private List<Understood> understand(List<EpisodeText> batch, Spent before) {
      if (isSilent() || nanos.getAsLong() >= deadline || isUsedUp(batch.getFirst().spaceId())) {
        return List.of();
      }
      return switch (model.ask(tenantId, batch.stream().map(EpisodeText::utterance).toList())) {
        case Proposed answer -> believed(batch, answer, before);
        case Unusable answer -> unusable(batch, answer, before);
        case Silent silent -> {
          events.asked(silent.reason(), Spent.NOTHING);
          rest(silent);
          yield List.of();
        }
      };
    }

    private List<Understood> believed(List<EpisodeText> batch, Proposed answer, Spent before) {
      account(batch, "answered", answer.spent());
      Spent whole = before.plus(answer.spent());
      return IntStream.range(0, batch.size())
          .mapToObj(i -> {
            EpisodeText episode = batch.get(i);
            Validated validated =
                validator.validate(
                    episode.utterance(), answer.proposals().get(i), answer.extractor());
            events.flawed(validated.flaws());
            return new Understood(
                episode,
                Learning.complete(validated.extraction()),
                Effort.of(whole.share(i, batch.size())));
          })
          .toList();
    }

    /** One bad episode must not take the others of its batch with it. */
    private List<Understood> unusable(List<EpisodeText> batch, Unusable answer, Spent before) {
      account(batch, answer.reason(), answer.spent());
      Spent whole = before.plus(answer.spent());
      if (batch.size() > 1) {
        return IntStream.range(0, batch.size())
            .mapToObj(i -> understand(List.of(batch.get(i)), whole.share(i, batch.size())))
            .flatMap(List::stream)
            .toList();
      }
      EpisodeText episode = batch.getFirst();
      return List.of(
          new Understood(episode, floor.learn(episode), Effort.rejected(answer.reason(), whole)));
    }

    private void account(List<EpisodeText> batch, String outcome, Spent tokens) {
      events.asked(outcome, tokens);
      spent
          .computeIfAbsent(batch.getFirst().spaceId(), space -> new AtomicLong())
          .addAndGet(tokens.tokens());
    }

    private boolean isUsedUp(UUID space) {
      AtomicLong tokens = spent.get(space);
      return limits.dailyTokens() > 0 && tokens != null && tokens.get() >= limits.dailyTokens();
    }
  }
}
