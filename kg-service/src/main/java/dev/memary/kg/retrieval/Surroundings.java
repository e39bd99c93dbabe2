package dev.memary.kg.retrieval;

import dev.memary.kg.graph.Candidate;
import dev.memary.kg.graph.CandidateQuery;
import dev.memary.kg.graph.CandidateQuery.Scope;
import dev.memary.kg.graph.GraphStore;
import dev.memary.kg.graph.Neighbourhood;
import dev.memary.kg.graph.SpaceKey;
import dev.memary.kg.integration.EntityKeys;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is known around one entity, without a question. */
@ApplicationScoped
public class Surroundings {
  private final GraphStore graph;

  public Surroundings(GraphStore graph) {
    this.graph = graph;
  }

  /**
   * Facts at most two steps away from the entity of this name or alias, the newest first.
   *
   * @param asOf what was believed then
   * @param validAt what was true then
   */
  public Neighbourhood of(
      SpaceKey space, String entity, @Nullable Instant asOf, @Nullable Instant validAt) {
    return graph.around(
        space,
        List.of(EntityKeys.normalise(entity)),
        new CandidateQuery(
            space.tenantId(),
            List.of(space.spaceId()),
            CandidateQuery.words(entity),
            null,
            Set.of(Candidate.Kind.FACT),
            Scope.ALL.at(asOf, validAt),
            1));
  }
}
