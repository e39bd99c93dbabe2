package dev.memary.worker.client;

import dev.memary.kit.identity.Caller;
import dev.memary.kit.identity.ServiceTokens;
import dev.memary.kit.identity.Services;
import dev.memary.worker.client.MemoryApi.FetchRequest;
import dev.memary.worker.client.MemoryApi.KeepRequest;
import dev.memary.worker.client.MemoryApi.KeepResponse;
import dev.memary.worker.client.MemoryApi.Kept;
import dev.memary.worker.client.MemoryApi.SpaceTokens;
import dev.memary.worker.client.MemoryApi.Standing;
import dev.memary.worker.client.MemoryApi.UsageRequest;
import dev.memary.worker.extraction.Role;
import dev.memary.worker.understanding.Allowance;
import dev.memary.worker.understanding.Effort;
import dev.memary.worker.understanding.EpisodeText;
import dev.memary.worker.understanding.Memory;
import dev.memary.worker.understanding.Spent;
import dev.memary.worker.understanding.Understood;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jspecify.annotations.Nullable;

/** memory-service, as the ports of this worker know it. */
@ApplicationScoped
public class MemoryClient implements Memory, Allowance {
  private final MemoryApi memory;
  private final ServiceTokens tokens;

  public MemoryClient(@RestClient MemoryApi memory, ServiceTokens tokens) {
    this.memory = memory;
    this.tokens = tokens;
  }

  @Override
  public Fetched fetch(String tenantId, Collection<UUID> episodeIds) {
    List<EpisodeText> fresh = new ArrayList<>();
    List<Understood> kept = new ArrayList<>();
    for (MemoryApi.Episode e :
        memory
            .fetch(bearer(tenantId), new FetchRequest(List.copyOf(episodeIds), true))
            .episodes()) {
      if (e.extraction() == null) {
        fresh.add(text(e));
      } else {
        kept.add(understood(text(e), e.extraction()));
      }
    }
    return new Fetched(fresh, kept);
  }

  @Override
  public List<Understood> keep(String tenantId, List<Understood> understood) {
    return keep(tenantId, understood, false);
  }

  @Override
  public List<Understood> replace(String tenantId, List<Understood> understood) {
    return keep(tenantId, understood, true);
  }

  private List<Understood> keep(String tenantId, List<Understood> understood, boolean replace) {
    List<Kept> extractions = understood.stream().map(MemoryClient::kept).toList();
    KeepResponse response = memory.keep(bearer(tenantId), new KeepRequest(extractions, replace));
    Map<UUID, Standing> standing =
        response.standing().stream().collect(Collectors.toMap(Standing::episodeId, s -> s));
    return understood.stream()
        .filter(u -> !response.gone().contains(u.episode().episodeId()))
        .map(u -> standingOr(u, standing.get(u.episode().episodeId())))
        .toList();
  }

  private static Understood standingOr(Understood own, @Nullable Standing standing) {
    return standing == null
        ? own
        : new Understood(
            own.episode(),
            standing.body().extraction(standing.extractor()),
            new Effort(standing.provisional(), standing.rejected(), Spent.NOTHING));
  }

  private static Understood understood(EpisodeText episode, MemoryApi.Extracted kept) {
    return new Understood(
        episode,
        kept.body().extraction(kept.extractor()),
        new Effort(kept.provisional(), kept.rejected(), Spent.NOTHING));
  }

  @Override
  public Map<UUID, Long> spentToday(String tenantId, Collection<UUID> spaceIds) {
    return memory.usage(bearer(tenantId), new UsageRequest(List.copyOf(spaceIds))).spaces().stream()
        .collect(Collectors.toMap(SpaceTokens::spaceId, SpaceTokens::tokensToday));
  }

  private String bearer(String tenantId) {
    return tokens.bearer(Services.MEMORY, Caller.background(tenantId, Services.WORKER));
  }

  private static EpisodeText text(MemoryApi.Episode e) {
    return new EpisodeText(
        e.episodeId(),
        e.spaceId(),
        e.sessionId(),
        Role.valueOf(e.role().toUpperCase(Locale.ROOT)),
        e.speaker(),
        e.participants(),
        e.text(),
        e.occurredAt(),
        e.recordedAt(),
        e.recalledIds(),
        e.generation());
  }

  private static Kept kept(Understood u) {
    return new Kept(
        u.episode().spaceId(),
        u.episode().episodeId(),
        u.episode().generation(),
        u.extraction().extractor(),
        ExtractionBody.of(u.extraction()),
        u.effort().provisional(),
        u.effort().rejected(),
        u.effort().spent().model(),
        u.effort().spent().promptTokens(),
        u.effort().spent().completionTokens(),
        u.effort().spent().costUsd());
  }
}
