package dev.memary.kg.events;

import dev.memary.contracts.events.Forgotten;
import dev.memary.kg.forgetting.Receipts;
import dev.memary.kg.graph.GraphStore;
import dev.memary.kg.graph.SpaceKey;
import io.smallrye.faulttolerance.api.ExponentialBackoff;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.faulttolerance.Retry;

/**
 * Forgets and acknowledges. Repeating it removes nothing more, so it is retried until it is
 * through.
 */
@ApplicationScoped
public class ForgetStage {
  private final GraphStore graph;
  private final Receipts receipts;

  public ForgetStage(GraphStore graph, Receipts receipts) {
    this.graph = graph;
    this.receipts = receipts;
  }

  @Retry(maxRetries = -1, maxDuration = 0, delay = 250, jitter = 100)
  @ExponentialBackoff(factor = 2, maxDelay = 10_000)
  public void forget(Forgotten tombstone) {
    SpaceKey space = new SpaceKey(tombstone.tenantId(), tombstone.spaceId());
    Map<String, Long> removed =
        switch (tombstone) {
          case Forgotten.Space all -> graph.forgetSpace(space);
          case Forgotten.Episode one -> graph.forgetEpisode(space, one.episodeId());
        };
    UUID episodeId = tombstone instanceof Forgotten.Episode one ? one.episodeId() : null;
    receipts.acknowledge(
        tombstone.tenantId(), tombstone.receiptId(), removed, graph.residue(space, episodeId));
  }
}
