package dev.memary.kg.retrieval;

import dev.memary.kg.graph.Candidate;
import dev.memary.kg.graph.CandidateQuery.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A question to the graph, in spaces that the caller may read.
 *
 * @param now what "last week" in the question is seen from
 * @param recipe null for the one that fits what is found
 * @param explain whether the walk over the graph is wanted, too; such a question is always computed
 */
public record RetrieveQuery(
    String tenantId,
    List<UUID> spaceIds,
    String query,
    int topK,
    Set<Candidate.Kind> kinds,
    Scope scope,
    Instant now,
    @Nullable RecallRecipe recipe,
    boolean explain) {}
