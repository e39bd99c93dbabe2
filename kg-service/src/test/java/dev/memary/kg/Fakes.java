package dev.memary.kg;

import dev.memary.kg.forgetting.Receipts;
import dev.memary.kg.graph.CandidateQuery.Embedded;
import dev.memary.kg.indexing.Embedder;
import dev.memary.kg.indexing.EpisodeTexts;
import dev.memary.kg.retrieval.QueryEmbeddings;
import io.quarkus.test.Mock;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** memory-service and llm-router-service as a test arranged them. */
@Mock
@Singleton
public class Fakes implements EpisodeTexts, Embedder, QueryEmbeddings, Receipts {
  public static final String MODEL = "test-model";

  private final Map<UUID, EpisodeText> texts = new ConcurrentHashMap<>();
  private final Map<UUID, Map<String, Long>> receipts = new ConcurrentHashMap<>();
  private final Set<String> cannotBeEmbedded = ConcurrentHashMap.newKeySet();

  private final Set<String> refused = ConcurrentHashMap.newKeySet();
  private final Map<UUID, AtomicInteger> away = new ConcurrentHashMap<>();

  public void remembers(EpisodeText text) {
    texts.put(text.episodeId(), text);
  }

  public void cannotEmbed(String query) {
    cannotBeEmbedded.add(query);
  }

  /** The router refuses texts with this word for good. */
  public void refuses(String word) {
    refused.add(word);
  }

  /** memory-service answers 503 to so many acknowledgements of the receipt. */
  public void isAwayFor(UUID receiptId, int times) {
    away.put(receiptId, new AtomicInteger(times));
  }

  /** What was acknowledged on the receipt, or null. */
  public Map<String, Long> acknowledged(UUID receiptId) {
    return receipts.get(receiptId);
  }

  @Override
  public List<EpisodeText> fetch(String tenantId, Collection<UUID> episodeIds) {
    return episodeIds.stream().flatMap(id -> Stream.ofNullable(texts.get(id))).toList();
  }

  @Override
  public Embeddings embed(List<String> all) {
    if (all.stream().anyMatch(text -> refused.stream().anyMatch(text::contains))) {
      throw new WebApplicationException(422);
    }
    return new Embeddings(all.stream().map(Fakes::vector).toList(), MODEL);
  }

  @Override
  public EmbeddedQuery of(String query) {
    return cannotBeEmbedded.contains(query)
        ? new EmbeddedQuery(List.of(), false)
        : new EmbeddedQuery(List.of(new Embedded(vector(query), MODEL)), true);
  }

  @Override
  public void acknowledge(
      String tenantId, UUID receiptId, Map<String, Long> removed, Map<String, Long> left) {
    AtomicInteger refusals = away.get(receiptId);
    if (refusals != null && refusals.getAndDecrement() > 0) {
      throw new WebApplicationException(503);
    }
    if (left.values().stream().anyMatch(count -> count != 0)) {
      throw new IllegalStateException("something is left: " + left);
    }
    receipts.put(receiptId, removed);
  }

  /** Every word points in a direction of its own: texts with common words are close. */
  public static float[] vector(String text) {
    float[] vector = new float[384];
    vector[0] = 0.1f;
    for (String word : text.toLowerCase(Locale.ROOT).split("[^\\p{L}]+")) {
      vector[1 + Math.floorMod(word.hashCode(), 383)] += 1;
    }
    return vector;
  }
}
