package dev.memary.kg.indexing;

import dev.memary.kg.graph.GraphStore;
import dev.memary.kg.graph.SpaceKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * Gives facts and entities their vectors after they were integrated: whoever integrates does not
 * wait for it. Until then a fact is as near to a question as the episodes it was learnt from.
 */
@ApplicationScoped
public class LateEmbedding {
  private static final int SPACES = 20;

  private final GraphStore graph;
  private final NodeEmbedding nodes;
  private final Indexer indexer;

  public LateEmbedding(GraphStore graph, NodeEmbedding nodes, Indexer indexer) {
    this.graph = graph;
    this.nodes = nodes;
    this.indexer = indexer;
  }

  /** Embeds what waits; only a little of it while episodes come in, which need the same model. */
  public void embed() {
    boolean more = true;
    while (more) {
      List<SpaceKey> spaces = graph.withUnembedded(indexer.isBusy() ? 1 : SPACES);
      spaces.forEach(space -> nodes.embed(space, graph.unembedded(space, NodeEmbedding.BATCH)));
      more = !spaces.isEmpty() && !indexer.isBusy();
    }
  }
}
