package dev.memary.worker.client;

import dev.memary.kit.identity.Caller;
import dev.memary.kit.identity.ServiceTokens;
import dev.memary.kit.identity.Services;
import dev.memary.worker.client.MemoryApi.FetchRequest;
import dev.memary.worker.client.MemoryApi.KeepRequest;
import dev.memary.worker.client.MemoryApi.Kept;
import dev.memary.worker.extraction.Role;
import dev.memary.worker.understanding.EpisodeText;
import dev.memary.worker.understanding.Memory;
import dev.memary.worker.understanding.Understood;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** memory-service, as the ports of this worker know it. */
@ApplicationScoped
public class MemoryClient implements Memory {
  private final MemoryApi memory;
  private final ServiceTokens tokens;

  public MemoryClient(@RestClient MemoryApi memory, ServiceTokens tokens) {
    this.memory = memory;
    this.tokens = tokens;
  }

  @Override
  public List<EpisodeText> fetch(String tenantId, Collection<UUID> episodeIds) {
    return memory
        .fetch(bearer(tenantId), new FetchRequest(List.copyOf(episodeIds)))
        .episodes()
        .stream()
        .map(MemoryClient::text)
        .toList();
  }

  @Override
  public Set<UUID> keep(String tenantId, List<Understood> understood) {
    List<Kept> extractions = understood.stream().map(MemoryClient::kept).toList();
    return Set.copyOf(memory.keep(bearer(tenantId), new KeepRequest(extractions)).gone());
  }

  private String bearer(String tenantId) {
    return tokens.bearer(Services.MEMORY, Caller.background(tenantId, Services.WORKER));
  }

  private static EpisodeText text(MemoryApi.Episode e) {
    return new EpisodeText(
        e.episodeId(),
        e.spaceId(),
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
        ExtractionBody.of(u.extraction()));
  }
}
