package dev.memary.memory.api;

import dev.memary.kit.identity.CallableBy;
import dev.memary.kit.identity.Permission;
import dev.memary.kit.identity.Services;
import dev.memary.kit.problem.ProblemException;
import dev.memary.memory.episodes.Role;
import dev.memary.memory.recall.Recall;
import dev.memary.memory.recall.RecallQuery;
import dev.memary.memory.recall.RecallQuery.Filters;
import dev.memary.memory.recall.RecallQuery.Kind;
import dev.memary.memory.recall.RecallService;
import dev.memary.memory.recall.Subgraph;
import dev.memary.memory.spaces.Space;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Recall as a list. */
@Path("/v1/memories/search")
@CallableBy({Services.GATEWAY, Services.AGENT})
@RunOnVirtualThread
public class RecallResource {
  private static final int DEFAULT_TOP_K = 10;
  static final String QUERY_SIZE = "must have 1 to 4000 characters";

  private final Access access;
  private final RecallService recall;

  public RecallResource(Access access, RecallService recall) {
    this.access = access;
    this.recall = recall;
  }

  /**
   * A question to memory.
   *
   * @param include episodes, facts, entities; episodes and facts by default
   * @param asOf what we knew then
   * @param validAt facts true then
   * @param excludeIds memories that must not come back
   * @param recipe how to rank: a name, and after it ingredients to leave out ({@code conversation
   *     -speaker}); by default what fits the space
   */
  public record SearchRequest(
      @NotBlank(message = "must not be blank") @Size(max = 4000, message = QUERY_SIZE) String query,
      @Nullable String userId,
      @Nullable String agentId,
      @Nullable String teamId,
      @Nullable @Size(max = 50, message = "must hold at most 50 names") List<String> spaces,
      @Nullable
          @Min(value = 1, message = "must be 1 to 100")
          @Max(value = 100, message = "must be 1 to 100")
          Integer topK,
      @Nullable List<String> include,
      @Nullable @Valid SearchFilters filters,
      @Nullable Instant asOf,
      @Nullable Instant validAt,
      @Nullable @Size(max = 1000, message = "must hold at most 1000 ids")
          List<@NotNull(message = "must be a UUID") UUID> excludeIds,
      @Nullable @Size(min = 1, max = 200, message = "must have 1 to 200 characters") String recipe,
      @Nullable Boolean explain) {}

  /**
   * Narrows what is considered.
   *
   * @param entity facts about the entity of this name or alias, and episodes that mention it
   * @param predicates facts with one of these
   * @param metadata episodes whose metadata has these values, and facts learnt from them
   */
  public record SearchFilters(
      @Nullable @Pattern(regexp = MemoriesResource.NAME, message = MemoriesResource.NAME_EXPECTED)
          String sessionId,
      @Nullable List<String> roles,
      @Nullable Instant from,
      @Nullable Instant to,
      @Nullable @Size(min = 1, max = 500, message = "must have 1 to 500 characters") String entity,
      @Nullable @Size(max = 50, message = "must hold at most 50 names")
          List<@NotBlank(message = "must not be blank") String> predicates,
      @Nullable @Size(max = 20, message = "must hold at most 20 values")
          Map<String, Object> metadata) {}

  /**
   * What is remembered; {@code degraded_reasons} says what was missing, {@code graph} what was
   * walked over when {@code explain} was asked for.
   */
  public record SearchResponse(
      List<ResultView> results,
      boolean degraded,
      List<String> degradedReasons,
      @Nullable Subgraph graph) {}

  /** One memory. */
  public record ResultView(
      UUID id,
      String kind,
      String space,
      String text,
      double score,
      Instant occurredAt,
      @Nullable Instant validFrom,
      @Nullable Instant validTo,
      List<String> entities,
      List<SourceView> sources,
      Map<String, Object> metadata,
      @Nullable Map<String, Double> explain) {
    static ResultView of(Recall.Result r) {
      return new ResultView(
          r.id(),
          r.kind().name().toLowerCase(Locale.ROOT),
          r.space(),
          r.text(),
          Math.round(r.score() * 10_000) / 10_000.0,
          r.occurredAt(),
          r.validFrom(),
          r.validTo(),
          r.entities(),
          r.sources().stream().map(SourceView::of).toList(),
          r.metadata(),
          r.explain());
    }
  }

  /** An episode behind a memory. */
  public record SourceView(
      UUID id,
      @Nullable String externalId,
      String sessionId,
      String name,
      String role,
      Instant occurredAt) {
    static SourceView of(Recall.Source s) {
      return new SourceView(
          s.id(), s.externalId(), s.sessionId(), s.speaker(), s.role(), s.occurredAt());
    }
  }

  @POST
  public SearchResponse search(@NotNull(message = "is needed") @Valid SearchRequest request) {
    List<Space> spaces =
        access.spaces(
            Permission.READ,
            SpaceRef.many(request.userId(), request.agentId(), request.teamId(), request.spaces()));
    Recall recalled =
        recall.recall(
            new RecallQuery(
                access.tenant(),
                spaces,
                request.query(),
                request.topK() == null ? DEFAULT_TOP_K : request.topK(),
                kinds(request.include()),
                request.asOf(),
                request.validAt(),
                filters(request.filters()),
                excluded(request.excludeIds()),
                request.recipe(),
                Boolean.TRUE.equals(request.explain())));
    return new SearchResponse(
        recalled.results().stream().map(ResultView::of).toList(),
        !recalled.degraded().isEmpty(),
        recalled.degraded(),
        recalled.graph());
  }

  private static Set<Kind> kinds(@Nullable List<String> include) {
    if (include == null || include.isEmpty()) {
      return EnumSet.of(Kind.EPISODE, Kind.FACT);
    }
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    for (int i = 0; i < include.size(); i++) {
      kinds.add(
          switch (String.valueOf(include.get(i))) {
            case "episodes" -> Kind.EPISODE;
            case "facts" -> Kind.FACT;
            case "entities" -> Kind.ENTITY;
            default ->
                throw ProblemException.invalidField(
                    "include[" + i + "]", "must be episodes, facts or entities");
          });
    }
    return kinds;
  }

  private static Filters filters(@Nullable SearchFilters filters) {
    if (filters == null) {
      return Filters.NONE;
    }
    Set<Role> roles = new HashSet<>();
    List<String> names = filters.roles() == null ? List.of() : filters.roles();
    for (int i = 0; i < names.size(); i++) {
      try {
        roles.add(Role.of(String.valueOf(names.get(i))));
      } catch (IllegalArgumentException e) {
        throw ProblemException.invalidField(
            "filters.roles[" + i + "]", "must be user, assistant, system or tool");
      }
    }
    return new Filters(
        filters.sessionId(),
        roles,
        filters.from(),
        filters.to(),
        filters.entity(),
        filters.predicates() == null ? Set.of() : Set.copyOf(filters.predicates()),
        MetadataFilter.check("filters.metadata", filters.metadata()));
  }

  static Set<UUID> excluded(@Nullable List<UUID> ids) {
    return ids == null ? Set.of() : new HashSet<>(ids);
  }
}
