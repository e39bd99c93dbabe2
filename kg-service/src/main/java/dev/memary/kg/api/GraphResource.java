package dev.memary.kg.api;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;

import dev.memary.kg.graph.Candidate;
import dev.memary.kg.graph.CandidateQuery.Scope;
import dev.memary.kg.graph.Conflict;
import dev.memary.kg.graph.DatedFact;
import dev.memary.kg.graph.GraphStore;
import dev.memary.kg.graph.Integrated;
import dev.memary.kg.graph.Neighbourhood;
import dev.memary.kg.graph.SpaceKey;
import dev.memary.kg.graph.Understanding;
import dev.memary.kg.graph.Understanding.NamedEntity;
import dev.memary.kg.graph.Understanding.StatedFact;
import dev.memary.kg.integration.Corrections;
import dev.memary.kg.integration.Corrections.Renaming;
import dev.memary.kg.retrieval.RecallRecipe;
import dev.memary.kg.retrieval.Recipes;
import dev.memary.kg.retrieval.RetrieveQuery;
import dev.memary.kg.retrieval.Retrieved;
import dev.memary.kg.retrieval.Retriever;
import dev.memary.kg.retrieval.ScoredCandidate;
import dev.memary.kg.retrieval.Surroundings;
import dev.memary.kit.identity.CallableBy;
import dev.memary.kit.identity.CurrentCaller;
import dev.memary.kit.identity.Services;
import dev.memary.kit.observability.LogContext;
import dev.memary.kit.problem.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.microprofile.faulttolerance.Bulkhead;
import org.jspecify.annotations.Nullable;

/** What other services ask of the graph; never reached from outside. The tenant is the token's. */
@Path("/internal")
@RunOnVirtualThread
public class GraphResource {
  private final GraphStore graph;
  private final Retriever retriever;
  private final Surroundings surroundings;
  private final Recipes recipes;
  private final CurrentCaller caller;

  public GraphResource(
      GraphStore graph,
      Retriever retriever,
      Surroundings surroundings,
      Recipes recipes,
      CurrentCaller caller) {
    this.graph = graph;
    this.retriever = retriever;
    this.surroundings = surroundings;
    this.recipes = recipes;
    this.caller = caller;
  }

  /** A question to the graph, in spaces whose names the caller has already been granted. */
  public record RetrieveRequest(
      @NotEmpty(message = "must name a space") @Size(max = 50, message = "must hold at most 50 ids")
          List<@NotNull UUID> spaceIds,
      @NotBlank(message = "must not be blank")
          @Size(max = 4000, message = "must have 1 to 4000 characters")
          String query,
      @Min(value = 1, message = "must be 1 to 200") @Max(value = 200, message = "must be 1 to 200")
          int topK,
      @NotEmpty(message = "must name a kind") List<String> kinds,
      @Nullable Instant asOf,
      @Nullable Instant validAt,
      @Nullable @Size(max = 50, message = "must hold at most 50 ids") List<UUID> sessionIds,
      @Nullable List<String> roles,
      @Nullable Instant from,
      @Nullable Instant to,
      @Nullable List<UUID> excluded,
      @Nullable @Size(max = 500, message = "must have at most 500 characters") String entity,
      @Nullable @Size(max = 50, message = "must hold at most 50 names") List<String> predicates,
      @Nullable @Size(max = 5000, message = "must hold at most 5000 ids") List<UUID> only,
      @Nullable String recipe,
      boolean explain) {}

  /** Hits, best first. {@code graph}, when it is to be explained: where the walk over it went. */
  public record RetrieveResponse(List<Hit> hits, List<String> degraded, @Nullable Subgraph graph) {}

  /**
   * A part of the graph.
   *
   * @param query what found it, in the database's own language
   */
  public record Subgraph(List<SubgraphEntity> entities, List<Relation> relations, String query) {}

  /** An entity; {@code named}: by the question. */
  public record SubgraphEntity(UUID id, String name, String type, boolean named) {}

  /** A fact as an edge; one without an object tells of a literal. */
  public record Relation(
      UUID factId, String predicate, String text, UUID subject, @Nullable UUID object) {}

  /** One hit. {@code explain} holds the parts of the sum behind the score. */
  public record Hit(
      UUID id,
      String kind,
      UUID spaceId,
      String text,
      double score,
      Instant occurredAt,
      @Nullable Instant validFrom,
      @Nullable Instant validTo,
      List<String> entities,
      List<UUID> episodeIds,
      @Nullable Map<String, Double> explain) {}

  /** Understandings of episodes of any spaces of the tenant. */
  public record IntegrateRequest(
      @NotEmpty(message = "must hold an episode")
          @Size(max = 500, message = "must hold at most 500 episodes")
          List<@Valid @NotNull EpisodeUnderstanding> episodes) {}

  /** What was understood of one episode. */
  public record EpisodeUnderstanding(
      @NotNull(message = "is needed") UUID spaceId,
      @NotNull(message = "is needed") UUID episodeId,
      @Min(value = 1, message = "must be at least 1") int generation,
      @NotNull(message = "is needed") Instant occurredAt,
      @NotNull(message = "is needed") Instant recordedAt,
      @NotNull(message = "is needed") @Size(max = 1000, message = "must hold at most 1000")
          List<@Valid @NotNull EntityInput> entities,
      @NotNull(message = "is needed") @Size(max = 1000, message = "must hold at most 1000")
          List<@Valid @NotNull FactInput> facts) {}

  /** An entity as it is named in the text. */
  public record EntityInput(
      @NotBlank(message = "must not be blank")
          @Size(max = 500, message = "must have at most 500 characters")
          String name,
      @NotBlank(message = "must not be blank")
          @Size(max = 100, message = "must have at most 100 characters")
          String type,
      @Nullable @Size(max = 50, message = "must hold at most 50 names")
          List<@NotBlank @Size(max = 500) String> aliases,
      @Min(value = 1, message = "must be at least 1") int mentions) {}

  /**
   * A fact with subject and object by name.
   *
   * @param validTo when it ended; equal to {@code validFrom} when it is taken back: it never held
   */
  public record FactInput(
      @NotBlank(message = "must not be blank") String subject,
      @NotBlank(message = "must not be blank") String predicate,
      @NotBlank(message = "must not be blank") String object,
      boolean objectIsEntity,
      @NotBlank(message = "must not be blank") String statement,
      @Nullable Instant validFrom,
      @Nullable Instant validTo,
      double confidence) {}

  /** What stands in the graph for the episodes that are not forgotten. */
  public record IntegratedResponse(List<IntegratedEpisode> episodes) {}

  /** One episode's entities. {@code version} orders readings: the higher is the later. */
  public record IntegratedEpisode(
      UUID episodeId, int generation, long version, List<EntityMention> mentions, int facts) {}

  /** An entity and how often the episode mentions it. */
  public record EntityMention(UUID entityId, String name, String type, int count) {}

  /** Which episodes, by space. */
  public record MentionsRequest(
      @NotNull(message = "is needed") @Size(max = 1000, message = "must hold at most 1000 spaces")
          List<@Valid @NotNull EpisodesOfSpace> spaces) {}

  /** Episodes of one space. */
  public record EpisodesOfSpace(
      @NotNull(message = "is needed") UUID spaceId,
      @NotNull(message = "is needed") @Size(max = 1000, message = "must hold at most 1000 ids")
          List<UUID> episodeIds) {}

  /** A space, or one episode of it. */
  public record ResidueRequest(
      @NotNull(message = "is needed") UUID spaceId, @Nullable UUID episodeId) {}

  /** What was found, by kind of node. */
  public record ResidueResponse(Map<String, Long> counts) {}

  /**
   * Which conflicts of a space.
   *
   * @param after key of the last one already seen
   */
  public record ConflictsRequest(
      @NotNull(message = "is needed") UUID spaceId,
      @Nullable String after,
      @Min(value = 1, message = "must be 1 to 500") @Max(value = 500, message = "must be 1 to 500")
          int limit) {}

  /** States of which different things were stated, in the order of their keys. */
  public record ConflictsResponse(List<Conflict> conflicts) {}

  /**
   * Which changes of a space.
   *
   * @param from after this time
   * @param to up to this time
   */
  public record ChangesRequest(
      @NotNull(message = "is needed") UUID spaceId,
      @NotNull(message = "is needed") Instant from,
      @NotNull(message = "is needed") Instant to,
      @Min(value = 1, message = "must be 1 to 500") @Max(value = 500, message = "must be 1 to 500")
          int limit) {}

  /** Facts that were learnt or found to be over in that time, the earliest first. */
  public record ChangesResponse(List<DatedFact> facts) {}

  /**
   * Whose surroundings.
   *
   * @param depth how many facts away, 1 or 2
   */
  public record GraphRequest(
      @NotNull(message = "is needed") UUID spaceId,
      @NotBlank(message = "is needed")
          @Size(max = 500, message = "must have at most 500 characters")
          String entity,
      @Min(value = 1, message = "must be 1 or 2") @Max(value = 2, message = "must be 1 or 2")
          int depth,
      @Nullable Instant asOf,
      @Nullable Instant validAt) {}

  /** Which names mean somebody else in a space: all of them, in the order in which they hold. */
  public record CorrectionsRequest(
      @NotNull(message = "is needed") UUID spaceId,
      @NotNull(message = "is needed") @Size(max = 1000, message = "must be at most 1000")
          List<@NotNull @Valid Correction> corrections) {}

  /**
   * A name that means another.
   *
   * @param episodeIds where it does; everywhere when there is none
   */
  public record Correction(
      @NotBlank(message = "is needed")
          @Size(max = 500, message = "must have at most 500 characters")
          String name,
      @NotBlank(message = "is needed")
          @Size(max = 500, message = "must have at most 500 characters")
          String into,
      @NotNull(message = "is needed") @Size(max = 1000, message = "must be at most 1000")
          List<@NotNull UUID> episodeIds) {}

  /** Which page of the outdated episodes. */
  public record OutdatedRequest(
      @NotNull(message = "is needed") UUID spaceId,
      @NotNull(message = "is needed") UUID after,
      @Min(value = 1, message = "must be 1 to 1000")
          @Max(value = 1000, message = "must be 1 to 1000")
          int limit) {}

  /** Episodes to be integrated again, in the order of their ids. */
  public record OutdatedResponse(List<UUID> episodeIds) {}

  /** A space to empty. */
  public record ClearRequest(@NotNull(message = "is needed") UUID spaceId) {}

  /** More at once would all be answered too late: the graph has fifty connections. */
  @POST
  @Path("/retrieve")
  @CallableBy(Services.MEMORY)
  @Bulkhead(32)
  public RetrieveResponse retrieve(@NotNull @Valid RetrieveRequest request) {
    Retrieved retrieved =
        retriever.retrieve(
            new RetrieveQuery(
                caller.get().tenantId(),
                request.spaceIds(),
                request.query(),
                request.topK(),
                kinds(request.kinds()),
                scope(request),
                request.asOf() == null ? Instant.now() : request.asOf(),
                recipe(request.recipe()),
                request.explain()));
    return new RetrieveResponse(
        retrieved.hits().stream().map(hit -> toHit(hit, request.explain())).toList(),
        retrieved.degraded(),
        request.explain() ? toSubgraph(retrieved.walked()) : null);
  }

  @POST
  @Path("/integrate")
  @CallableBy(Services.WORKER)
  public IntegratedResponse integrate(@NotNull @Valid IntegrateRequest request) {
    return toResponse(
        graph.integrate(
            request.episodes().stream()
                .collect(
                    groupingBy(
                        e -> space(e.spaceId()),
                        mapping(GraphResource::toUnderstanding, toList())))));
  }

  @POST
  @Path("/mentions")
  @CallableBy(Services.MEMORY)
  public IntegratedResponse mentions(@NotNull @Valid MentionsRequest request) {
    return toResponse(
        graph.integrated(
            request.spaces().stream()
                .collect(
                    toMap(
                        s -> space(s.spaceId()),
                        EpisodesOfSpace::episodeIds,
                        (a, b) -> Stream.concat(a.stream(), b.stream()).toList()))));
  }

  @POST
  @Path("/conflicts")
  @CallableBy(Services.MEMORY)
  public ConflictsResponse conflicts(@NotNull @Valid ConflictsRequest request) {
    LogContext.space(request.spaceId());
    String after = request.after() == null ? "" : request.after();
    return new ConflictsResponse(graph.conflicts(space(request.spaceId()), after, request.limit()));
  }

  @POST
  @Path("/changes")
  @CallableBy(Services.MEMORY)
  public ChangesResponse changes(@NotNull @Valid ChangesRequest request) {
    LogContext.space(request.spaceId());
    return new ChangesResponse(
        graph.changes(space(request.spaceId()), request.from(), request.to(), request.limit()));
  }

  /** Facts around the entity of a name or alias, the newest of each entity. */
  @POST
  @Path("/graph")
  @CallableBy(Services.MEMORY)
  public Subgraph graph(@NotNull @Valid GraphRequest request) {
    LogContext.space(request.spaceId());
    Neighbourhood around =
        surroundings.of(
            space(request.spaceId()), request.entity(), request.asOf(), request.validAt());
    return toSubgraph(request.depth() == 1 ? around.ofTheNamed() : around);
  }

  /** Replaces the corrections of a space; episodes they concern are outdated until integrated. */
  @POST
  @Path("/corrections")
  @CallableBy(Services.MEMORY)
  public void correct(@NotNull @Valid CorrectionsRequest request) {
    LogContext.space(request.spaceId());
    graph.correct(
        space(request.spaceId()),
        new Corrections(
            request.corrections().stream()
                .map(c -> new Renaming(c.name(), c.into(), Set.copyOf(c.episodeIds())))
                .toList()));
  }

  /** Episodes that mean somebody else by a correction than they do in the graph. */
  @POST
  @Path("/outdated")
  @CallableBy(Services.MEMORY)
  public OutdatedResponse outdated(@NotNull @Valid OutdatedRequest request) {
    LogContext.space(request.spaceId());
    return new OutdatedResponse(
        graph.outdated(space(request.spaceId()), request.after(), request.limit()));
  }

  /** Searches for what is left after an erasure. */
  @POST
  @Path("/residue")
  @CallableBy(Services.MEMORY)
  public ResidueResponse residue(@NotNull @Valid ResidueRequest request) {
    LogContext.space(request.spaceId());
    return new ResidueResponse(graph.residue(space(request.spaceId()), request.episodeId()));
  }

  /** Empties a space before it is rebuilt. Answers when it is empty; may be repeated. */
  @POST
  @Path("/clear")
  @CallableBy(Services.MEMORY)
  public void clear(@NotNull @Valid ClearRequest request) {
    LogContext.space(request.spaceId());
    graph.clear(space(request.spaceId()));
  }

  private SpaceKey space(UUID spaceId) {
    return new SpaceKey(caller.get().tenantId(), spaceId);
  }

  private static Set<Candidate.Kind> kinds(List<String> names) {
    Set<Candidate.Kind> kinds = EnumSet.noneOf(Candidate.Kind.class);
    for (int i = 0; i < names.size(); i++) {
      try {
        kinds.add(Candidate.Kind.valueOf(String.valueOf(names.get(i)).toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw ProblemException.invalidField("kinds[" + i + "]", "must be episode, fact or entity");
      }
    }
    return kinds;
  }

  private @Nullable RecallRecipe recipe(@Nullable String name) {
    return name == null
        ? null
        : recipes
            .find(name)
            .orElseThrow(() ->
                ProblemException.invalidField(
                    "recipe",
                    "must be one of %s; ' -ingredient' after it leaves an ingredient out"
                        .formatted(recipes.names())));
  }

  private static Scope scope(RetrieveRequest r) {
    return new Scope(
        r.asOf(),
        r.validAt(),
        setOf(r.sessionIds()),
        setOf(r.roles()),
        r.from(),
        r.to(),
        setOf(r.excluded()),
        r.entity(),
        setOf(r.predicates()),
        r.only() == null ? null : Set.copyOf(r.only()));
  }

  private static <T> Set<T> setOf(@Nullable List<T> elements) {
    return elements == null ? Set.of() : Set.copyOf(elements);
  }

  private static Hit toHit(ScoredCandidate scored, boolean explain) {
    Candidate c = scored.candidate();
    return new Hit(
        c.id(),
        c.kind().name().toLowerCase(Locale.ROOT),
        c.spaceId(),
        c.text(),
        scored.score(),
        c.occurredAt(),
        c.validFrom(),
        c.validTo(),
        c.entities(),
        c.episodeIds(),
        explain ? scored.components() : null);
  }

  private static Subgraph toSubgraph(Neighbourhood walked) {
    return new Subgraph(
        walked.relations().stream()
            .flatMap(relation -> Stream.of(relation.subject(), relation.object()))
            .filter(Objects::nonNull)
            .distinct()
            .map(node ->
                new SubgraphEntity(
                    node.id(), node.name(), node.type(), walked.named().contains(node.id())))
            .toList(),
        walked.relations().stream()
            .map(relation ->
                new Relation(
                    relation.fact().id(),
                    relation.predicate(),
                    relation.fact().text(),
                    relation.subject().id(),
                    relation.object() == null ? null : relation.object().id()))
            .toList(),
        walked.query());
  }

  private static Understanding toUnderstanding(EpisodeUnderstanding e) {
    return new Understanding(
        e.episodeId(),
        e.generation(),
        e.occurredAt(),
        e.recordedAt(),
        e.entities().stream()
            .map(n ->
                new NamedEntity(
                    n.name(),
                    n.type(),
                    n.aliases() == null ? List.of() : n.aliases(),
                    n.mentions()))
            .toList(),
        e.facts().stream().map(GraphResource::toFact).toList());
  }

  private static StatedFact toFact(FactInput f) {
    if (f.validFrom() != null && f.validTo() != null && f.validTo().isBefore(f.validFrom())) {
      throw ProblemException.invalidField(
          "episodes", "no fact's valid_to must lie before its valid_from");
    }
    return new StatedFact(
        f.subject(),
        f.predicate(),
        f.object(),
        f.objectIsEntity(),
        f.statement(),
        f.validFrom(),
        f.validTo(),
        f.confidence());
  }

  private static IntegratedResponse toResponse(List<Integrated> integrated) {
    return new IntegratedResponse(
        integrated.stream()
            .map(e ->
                new IntegratedEpisode(
                    e.episodeId(),
                    e.generation(),
                    e.version(),
                    e.mentions().stream()
                        .map(m -> new EntityMention(m.entityId(), m.name(), m.type(), m.count()))
                        .toList(),
                    e.facts()))
            .toList());
  }
}
