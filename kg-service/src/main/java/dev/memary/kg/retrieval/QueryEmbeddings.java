package dev.memary.kg.retrieval;

import dev.memary.kg.graph.CandidateQuery.Embedded;
import java.util.List;

/** Port: the embeddings of a query. */
public interface QueryEmbeddings {
  /** The query as each model sees it whose vectors are in the graph. */
  EmbeddedQuery of(String query);

  /**
   * A query's embeddings.
   *
   * @param byModel the current model's first; of those models that can embed it now
   * @param complete whether all could
   */
  record EmbeddedQuery(List<Embedded> byModel, boolean complete) {
    public EmbeddedQuery {
      byModel = List.copyOf(byModel);
    }
  }
}
