package dev.memary.kg.events;

import dev.memary.contracts.events.Forgotten;
import dev.memary.events.BatchWork;
import dev.memary.events.Received;
import dev.memary.events.Stage;
import dev.memary.kg.forgetting.Receipts;
import dev.memary.kg.graph.GraphStore;
import dev.memary.kg.graph.SpaceKey;
import dev.memary.kg.graph.SpaceState;
import dev.memary.kg.retrieval.ResultCache;
import dev.memary.kg.retrieval.SpaceIndexes;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Forgets and acknowledges. Repeating it removes nothing more. */
@ApplicationScoped
public class ForgetStage {
  private final BatchWork work;
  private final GraphStore graph;
  private final SpaceIndexes indexes;
  private final ResultCache results;
  private final Receipts receipts;

  public ForgetStage(
      BatchWork work,
      GraphStore graph,
      SpaceIndexes indexes,
      ResultCache results,
      Receipts receipts) {
    this.work = work;
    this.graph = graph;
    this.indexes = indexes;
    this.results = results;
    this.receipts = receipts;
  }

  /**
   * Returns when every tombstone was acknowledged or set aside. One that was set aside needs no
   * outcome: its receipt stays pending, and memory-service sends the tombstone again.
   */
  public void forget(Stage stage, List<Received<Forgotten>> tombstones) {
    for (Received<Forgotten> tombstone : tombstones) {
      work.process(
          stage, List.of(tombstone), alone -> forget(tombstone.event()), (setAside, reason) -> {});
    }
  }

  private void forget(Forgotten tombstone) {
    SpaceKey space = new SpaceKey(tombstone.tenantId(), tombstone.spaceId());
    Map<String, Long> removed =
        switch (tombstone) {
          case Forgotten.Space all -> graph.forgetSpace(space);
          case Forgotten.Episode one -> graph.forgetEpisode(space, one.episodeId());
        };
    indexes.drop(space);
    results.forget(space, graph.state(space).map(SpaceState::version).orElse(Long.MAX_VALUE));
    UUID episodeId = tombstone instanceof Forgotten.Episode one ? one.episodeId() : null;
    receipts.acknowledge(
        tombstone.tenantId(), tombstone.receiptId(), removed, graph.residue(space, episodeId));
  }
}
