package dev.memary.kg.retrieval;

import dev.memary.kg.graph.Candidate;
import dev.memary.kg.graph.CandidateQuery.Scope;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** A question to the graph, in spaces that the caller may read. */
public record RetrieveQuery(
    String tenantId,
    List<UUID> spaceIds,
    String query,
    int topK,
    Set<Candidate.Kind> kinds,
    Scope scope,
    RecallRecipe recipe) {}
