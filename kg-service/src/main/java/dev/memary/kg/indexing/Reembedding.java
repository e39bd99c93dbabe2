package dev.memary.kg.indexing;

import dev.memary.kg.graph.GraphStore;
import dev.memary.kg.graph.SpaceKey;
import dev.memary.kg.graph.Unembedded;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gives vectors of the current model to what has those of another, space by space in their order.
 * Searches go on meanwhile: they compare each node with the question as the node's own model sees
 * it.
 */
@ApplicationScoped
public class Reembedding {
  private static final int SPACES = 100;

  private final GraphStore graph;
  private final Embedder embedder;
  private final NodeEmbedding nodes;
  private final Indexer indexer;

  public Reembedding(GraphStore graph, Embedder embedder, NodeEmbedding nodes, Indexer indexer) {
    this.graph = graph;
    this.embedder = embedder;
    this.nodes = nodes;
    this.indexer = indexer;
  }

  /**
   * How far it has come.
   *
   * @param reached the last space that is done; null before the first
   * @param spaces that were looked at
   * @param nodes that were embedded
   */
  public record Progress(@Nullable SpaceKey reached, long spaces, long nodes) {
    public static final Progress NONE = new Progress(null, 0, 0);
  }

  /** The model whose vectors all nodes are to have. */
  public String model() {
    return embedder.embed(List.of("model")).model();
  }

  /** Goes on for some spaces; empty when there is none after the last. Repeating it is harmless. */
  public Optional<Progress> proceed(Progress from, String model) {
    List<SpaceKey> spaces = graph.spaces(from.reached(), indexer.isBusy() ? 1 : SPACES);
    if (spaces.isEmpty()) {
      return Optional.empty();
    }
    long embedded = spaces.stream().mapToLong(space -> embed(space, model)).sum();
    return Optional.of(
        new Progress(spaces.getLast(), from.spaces() + spaces.size(), from.nodes() + embedded));
  }

  private long embed(SpaceKey space, String model) {
    long embedded = 0;
    List<Unembedded> before = List.of();
    List<Unembedded> next = graph.embeddedOtherwise(space, model, NodeEmbedding.BATCH);
    while (!next.isEmpty() && !next.equals(before)) {
      nodes.embed(space, next);
      embedded += next.size();
      before = next;
      next = graph.embeddedOtherwise(space, model, NodeEmbedding.BATCH);
    }
    return embedded;
  }
}
