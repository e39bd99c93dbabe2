package dev.memary.kg.client;

import dev.memary.kg.client.MemoryApi.Acknowledgement;
import dev.memary.kg.client.MemoryApi.FetchRequest;
import dev.memary.kg.forgetting.Receipts;
import dev.memary.kg.indexing.EpisodeTexts;
import dev.memary.kit.identity.Caller;
import dev.memary.kit.identity.ServiceTokens;
import dev.memary.kit.identity.Services;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** memory-service, as the ports of this service know it. */
@ApplicationScoped
public class MemoryClient implements EpisodeTexts, Receipts {
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
        .map(e ->
            new EpisodeText(
                e.episodeId(),
                e.spaceId(),
                e.sessionId(),
                e.sequence(),
                e.role(),
                e.speaker(),
                e.text(),
                e.occurredAt(),
                e.recordedAt(),
                e.generation()))
        .toList();
  }

  @Override
  public void acknowledge(
      String tenantId, UUID receiptId, Map<String, Long> removed, Map<String, Long> left) {
    memory.acknowledge(bearer(tenantId), receiptId, new Acknowledgement("neo4j", removed, left));
  }

  private String bearer(String tenantId) {
    return tokens.bearer(Services.MEMORY, Caller.background(tenantId, Services.KG));
  }
}
