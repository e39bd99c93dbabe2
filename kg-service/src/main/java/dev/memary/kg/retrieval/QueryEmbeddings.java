package dev.memary.kg.retrieval;

import dev.memary.kg.graph.CandidateQuery.Embedded;
import org.jspecify.annotations.Nullable;

/** Port: the embedding of a query. */
public interface QueryEmbeddings {
  /** The query's embedding, or null when nothing can embed it now. */
  @Nullable Embedded of(String query);
}
