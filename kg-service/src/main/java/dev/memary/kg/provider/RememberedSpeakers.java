package dev.memary.kg.provider;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.memary.kg.graph.GraphStore;
import dev.memary.kg.graph.SpaceKey;
import dev.memary.kg.retrieval.Speakers;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;

/** The graph's answer, for a minute: a question needs it before it can be embedded. */
@ApplicationScoped
public class RememberedSpeakers implements Speakers {
  private final GraphStore graph;
  private final Cache<SpaceKey, List<String>> known =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(Duration.ofMinutes(1)).build();

  public RememberedSpeakers(GraphStore graph) {
    this.graph = graph;
  }

  @Override
  public List<String> of(SpaceKey space) {
    return known.get(space, graph::speakers);
  }
}
