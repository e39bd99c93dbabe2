package dev.memary.kg.indexing;

import dev.memary.kg.graph.Candidate;
import dev.memary.kg.graph.GraphStore;
import dev.memary.kg.graph.SpaceKey;
import dev.memary.kg.graph.Unembedded;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gives nodes that are there the vectors of the current model. */
@ApplicationScoped
class NodeEmbedding {
  static final int BATCH = 32;

  /** A fact or name that is longer is embedded by its beginning. */
  private static final int LONGEST = 2_000;

  private final GraphStore graph;
  private final Embedder embedder;

  NodeEmbedding(GraphStore graph, Embedder embedder) {
    this.graph = graph;
    this.embedder = embedder;
  }

  void embed(SpaceKey space, List<Unembedded> nodes) {
    Embedder.Embeddings embeddings =
        nodes.isEmpty()
            ? new Embedder.Embeddings(List.of(), "")
            : embedder.embed(nodes.stream().map(NodeEmbedding::text).toList());
    Map<Unembedded, float[]> vectors = new HashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      vectors.put(nodes.get(i), embeddings.vectors().get(i));
    }
    graph.embed(space, vectors, embeddings.model());
  }

  private static String text(Unembedded node) {
    return node.kind() == Candidate.Kind.EPISODE
        ? node.text()
        : node.text().substring(0, Math.min(LONGEST, node.text().length()));
  }
}
