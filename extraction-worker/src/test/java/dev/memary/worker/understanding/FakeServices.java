package dev.memary.worker.understanding;

import dev.memary.worker.extraction.Extraction;
import io.quarkus.test.Mock;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** memory-service and kg-service as a test arranged them. */
@Mock
@Singleton
public class FakeServices implements Memory, Graph, Allowance {
  private final Map<UUID, EpisodeText> texts = new ConcurrentHashMap<>();
  private final Set<UUID> forgottenWhileUnderstood = ConcurrentHashMap.newKeySet();
  private final Set<UUID> failsOnce = ConcurrentHashMap.newKeySet();
  private final Map<UUID, Understood> kept = new ConcurrentHashMap<>();
  private final Set<UUID> known = ConcurrentHashMap.newKeySet();
  private final Set<UUID> failsAlways = ConcurrentHashMap.newKeySet();
  private final Map<UUID, Duration> late = new ConcurrentHashMap<>();
  private final Map<UUID, Long> spent = new ConcurrentHashMap<>();
  private final List<String> calls = new CopyOnWriteArrayList<>();

  public void remembers(EpisodeText text) {
    texts.put(text.episodeId(), text);
  }

  public void forgetsWhileUnderstood(UUID episodeId) {
    forgottenWhileUnderstood.add(episodeId);
  }

  public void failsOnceFor(UUID episodeId) {
    failsOnce.add(episodeId);
  }

  public void failsAlwaysFor(UUID episodeId) {
    failsAlways.add(episodeId);
  }

  public void answersLateFor(UUID episodeId, Duration after) {
    late.put(episodeId, after);
  }

  /** What was asked about the episode, in order. */
  public List<String> callsAbout(UUID episodeId) {
    return calls.stream()
        .filter(call -> call.endsWith(episodeId.toString()))
        .map(call -> call.split(" ")[0])
        .toList();
  }

  /** Another worker was faster with this episode. */
  public void keptByAnother(UUID episodeId, Extraction extraction) {
    kept.put(episodeId, new Understood(texts.get(episodeId), extraction));
  }

  @Override
  public Fetched fetch(String tenantId, Collection<UUID> episodeIds) {
    episodeIds.forEach(id -> calls.add("fetch " + id));
    List<EpisodeText> found =
        episodeIds.stream().flatMap(id -> Stream.ofNullable(texts.get(id))).toList();
    return new Fetched(
        found.stream().filter(e -> !known.contains(e.episodeId())).toList(),
        found.stream()
            .filter(e -> known.contains(e.episodeId()))
            .map(e -> kept.get(e.episodeId()))
            .toList());
  }

  @Override
  public List<Understood> keep(String tenantId, List<Understood> understood) {
    understood.forEach(u -> calls.add("keep " + u.episode().episodeId()));
    understood.forEach(u -> kept.putIfAbsent(u.episode().episodeId(), u));
    understood.forEach(u -> known.add(u.episode().episodeId()));
    return understood.stream()
        .filter(u -> !forgottenWhileUnderstood.contains(u.episode().episodeId()))
        .map(u -> kept.get(u.episode().episodeId()))
        .toList();
  }

  @Override
  public List<Understood> replace(String tenantId, List<Understood> understood) {
    understood.forEach(u -> calls.add("replace " + u.episode().episodeId()));
    understood.forEach(u -> kept.put(u.episode().episodeId(), u));
    understood.forEach(u -> texts.put(u.episode().episodeId(), u.episode()));
    return understood;
  }

  @Override
  public Map<UUID, Long> spentToday(String tenantId, Collection<UUID> spaceIds) {
    return Map.copyOf(spent);
  }

  /** So many tokens were spent on the space today. */
  public void spent(UUID spaceId, long tokens) {
    spent.put(spaceId, tokens);
  }

  /** What stands of the episode. */
  public Understood kept(UUID episodeId) {
    return kept.get(episodeId);
  }

  @Override
  public List<Integrated> integrate(String tenantId, List<Understood> understood) {
    understood.forEach(u -> calls.add("integrate " + u.episode().episodeId()));
    for (Understood u : understood) {
      answerLate(late.get(u.episode().episodeId()));
      if (failsAlways.contains(u.episode().episodeId())) {
        throw new IllegalArgumentException("kg-service chokes on it");
      }
      if (failsOnce.remove(u.episode().episodeId())) {
        throw new IllegalStateException("kg-service is down");
      }
    }
    return understood.stream()
        .map(u ->
            new Integrated(
                u.episode().episodeId(),
                u.episode().generation(),
                u.extraction().entities().size(),
                u.extraction().facts().size()))
        .toList();
  }

  private static void answerLate(Duration after) {
    if (after == null) {
      return;
    }
    try {
      Thread.sleep(after);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
