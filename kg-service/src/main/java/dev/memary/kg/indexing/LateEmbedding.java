package dev.memary.kg.indexing;

import dev.memary.kg.graph.GraphStore;
import dev.memary.kg.graph.SpaceKey;
import dev.memary.kg.graph.Unembedded;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives facts and entities their vectors after they were integrated: whoever integrates does not
 * wait for it. Until then a fact is as near to a question as the episodes it was learnt from.
 */
@ApplicationScoped
public class LateEmbedding {
  private static final int SPACES = 20;
  private static final int BATCH = 32;

  /** What is longer is embedded by its beginning. */
  private static final int LONGEST = 2_000;

  private final GraphStore graph;
  private final Embedder embedder;
  private final Indexer indexer;

  public LateEmbedding(GraphStore graph, Embedder embedder, Indexer indexer) {
    this.graph = graph;
    this.embedder = embedder;
    this.indexer = indexer;
  }

  /** Embeds what waits; only a little of it while episodes come in, which need the same model. */
  public void embed() {
    boolean more = true;
    while (more) {
      List<SpaceKey> spaces = graph.withUnembedded(indexer.isBusy() ? 1 : SPACES);
      spaces.forEach(this::embed);
      more = !spaces.isEmpty() && !indexer.isBusy();
    }
  }

  private void embed(SpaceKey space) {
    List<Unembedded> nodes = graph.unembedded(space, BATCH);
    Embedder.Embeddings embeddings =
        nodes.isEmpty()
            ? new Embedder.Embeddings(List.of(), "")
            : embedder.embed(nodes.stream().map(LateEmbedding::text).toList());
    Map<Unembedded, float[]> vectors = new HashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      vectors.put(nodes.get(i), embeddings.vectors().get(i));
    }
    graph.embed(space, vectors, embeddings.model());
  }

  private static String text(Unembedded node) {
    return node.text().substring(0, Math.min(LONGEST, node.text().length()));
  }
}
