package dev.memary.memory.client;

import dev.memary.kit.identity.Caller;
import dev.memary.kit.identity.ServiceTokens;
import dev.memary.kit.identity.Services;
import dev.memary.memory.client.KgApi.ChangesRequest;
import dev.memary.memory.client.KgApi.ClearRequest;
import dev.memary.memory.client.KgApi.ConflictsRequest;
import dev.memary.memory.client.KgApi.Correction;
import dev.memary.memory.client.KgApi.CorrectionsRequest;
import dev.memary.memory.client.KgApi.EpisodesOfSpace;
import dev.memary.memory.client.KgApi.GraphRequest;
import dev.memary.memory.client.KgApi.MentionsRequest;
import dev.memary.memory.client.KgApi.OutdatedRequest;
import dev.memary.memory.client.KgApi.ResidueRequest;
import dev.memary.memory.client.KgApi.RetrieveRequest;
import dev.memary.memory.corrections.Correction.Renaming;
import dev.memary.memory.corrections.GraphCorrections;
import dev.memary.memory.episodes.Role;
import dev.memary.memory.forgetting.GraphResidue;
import dev.memary.memory.ingestion.EpisodeMentions;
import dev.memary.memory.ingestion.GraphMentions;
import dev.memary.memory.rebuild.GraphClearing;
import dev.memary.memory.recall.Conflicts;
import dev.memary.memory.recall.DatedFact;
import dev.memary.memory.recall.GraphRecall;
import dev.memary.memory.recall.GraphView;
import dev.memary.memory.recall.RecallQuery;
import dev.memary.memory.recall.RecallQuery.Kind;
import dev.memary.memory.recall.Subgraph;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.faulttolerance.exceptions.FaultToleranceException;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jspecify.annotations.Nullable;

/** kg-service, as the ports of this service know it. */
@ApplicationScoped
public class KgClient
    implements GraphRecall,
        GraphMentions,
        GraphClearing,
        GraphCorrections,
        GraphResidue,
        Conflicts,
        GraphView {
  private final KgApi kg;
  private final ServiceTokens tokens;

  public KgClient(@RestClient KgApi kg, ServiceTokens tokens) {
    this.kg = kg;
    this.tokens = tokens;
  }

  @Override
  public Hits retrieve(RecallQuery query, List<UUID> sessionIds, @Nullable Set<UUID> only) {
    try {
      var response = kg.retrieve(bearer(query.tenantId()), request(query, sessionIds, only));
      return new Hits(
          response.hits().stream().map(KgClient::hit).toList(),
          response.degraded(),
          response.graph());
    } catch (UnknownRecipeException e) {
      if (query.recipe() != null) {
        throw e;
      }
      throw new GraphUnavailableException("kg-service refuses what it is asked", e);
    } catch (ProcessingException | WebApplicationException | FaultToleranceException e) {
      throw new GraphUnavailableException("kg-service cannot answer", e);
    }
  }

  @Override
  public List<EpisodeMentions> of(String tenantId, Map<UUID, List<UUID>> episodeIdsBySpace) {
    if (episodeIdsBySpace.isEmpty()) {
      return List.of();
    }
    List<EpisodesOfSpace> spaces =
        episodeIdsBySpace.entrySet().stream()
            .map(space -> new EpisodesOfSpace(space.getKey(), space.getValue()))
            .toList();
    return kg.mentions(bearer(tenantId), new MentionsRequest(spaces)).episodes().stream()
        .map(e ->
            new EpisodeMentions(
                e.episodeId(),
                e.generation(),
                e.version(),
                e.mentions().stream()
                    .map(m ->
                        new EpisodeMentions.Mention(m.entityId(), m.name(), m.type(), m.count()))
                    .toList()))
        .toList();
  }

  @Override
  public List<Conflict> of(String tenantId, UUID spaceId, @Nullable String after, int limit) {
    try {
      return kg.conflicts(bearer(tenantId), new ConflictsRequest(spaceId, after, limit))
          .conflicts();
    } catch (ProcessingException | WebApplicationException | FaultToleranceException e) {
      throw new GraphUnavailableException("kg-service cannot answer", e);
    }
  }

  @Override
  public List<DatedFact> changes(
      String tenantId, UUID spaceId, Instant from, Instant to, int limit) {
    try {
      return kg.changes(bearer(tenantId), new ChangesRequest(spaceId, from, to, limit)).facts();
    } catch (ProcessingException | WebApplicationException | FaultToleranceException e) {
      throw new GraphUnavailableException("kg-service cannot answer", e);
    }
  }

  @Override
  public Subgraph around(
      String tenantId,
      UUID spaceId,
      String entity,
      int depth,
      @Nullable Instant asOf,
      @Nullable Instant validAt) {
    try {
      return kg.graph(bearer(tenantId), new GraphRequest(spaceId, entity, depth, asOf, validAt));
    } catch (ProcessingException | WebApplicationException | FaultToleranceException e) {
      throw new GraphUnavailableException("kg-service cannot answer", e);
    }
  }

  @Override
  public void clear(String tenantId, UUID spaceId, List<Renaming> corrections) {
    kg.clear(bearer(tenantId), new ClearRequest(spaceId));
    correct(tenantId, spaceId, corrections);
  }

  @Override
  public void correct(String tenantId, UUID spaceId, List<Renaming> renamings) {
    kg.correct(
        bearer(tenantId),
        new CorrectionsRequest(
            spaceId,
            renamings.stream()
                .map(r -> new Correction(r.name(), r.into(), r.episodeIds()))
                .toList()));
  }

  @Override
  public List<UUID> outdated(String tenantId, UUID spaceId, UUID after, int limit) {
    return kg.outdated(bearer(tenantId), new OutdatedRequest(spaceId, after, limit)).episodeIds();
  }

  @Override
  public Map<String, Long> of(String tenantId, UUID spaceId, @Nullable UUID episodeId) {
    try {
      return kg.residue(bearer(tenantId), new ResidueRequest(spaceId, episodeId)).counts();
    } catch (ProcessingException | WebApplicationException | FaultToleranceException e) {
      throw new UnavailableException("kg-service cannot answer", e);
    }
  }

  /** The spaces were granted before they were resolved: kg-service sees their ids only. */
  private String bearer(String tenantId) {
    return tokens.bearer(Services.KG, Caller.background(tenantId, Services.MEMORY));
  }

  private static RetrieveRequest request(
      RecallQuery query, List<UUID> sessionIds, @Nullable Set<UUID> only) {
    RecallQuery.Filters filters = query.filters();
    return new RetrieveRequest(
        query.spaces().stream().map(s -> s.id()).toList(),
        query.query(),
        query.topK(),
        query.kinds().stream().map(k -> k.name().toLowerCase(Locale.ROOT)).sorted().toList(),
        query.asOf(),
        query.validAt(),
        sessionIds,
        filters.roles().stream().map(Role::wireName).sorted().toList(),
        filters.from(),
        filters.to(),
        List.copyOf(query.excluded()),
        filters.entity(),
        List.copyOf(filters.predicates()),
        only == null ? null : List.copyOf(only),
        query.recipe(),
        query.explain());
  }

  private static Hit hit(KgApi.Hit h) {
    return new Hit(
        h.id(),
        Kind.valueOf(h.kind().toUpperCase(Locale.ROOT)),
        h.spaceId(),
        h.text(),
        h.score(),
        h.occurredAt(),
        h.validFrom(),
        h.validTo(),
        h.entities(),
        h.episodeIds(),
        h.explain());
  }
}
