package dev.memary.worker.client;

import dev.memary.kit.identity.Caller;
import dev.memary.kit.identity.ServiceTokens;
import dev.memary.kit.identity.Services;
import dev.memary.worker.client.KgApi.IntegrateRequest;
import dev.memary.worker.understanding.Graph;
import dev.memary.worker.understanding.Understood;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** kg-service, as the ports of this worker know it. */
@ApplicationScoped
public class KgClient implements Graph {
  private final KgApi kg;
  private final ServiceTokens tokens;

  public KgClient(@RestClient KgApi kg, ServiceTokens tokens) {
    this.kg = kg;
    this.tokens = tokens;
  }

  @Override
  public List<Integrated> integrate(String tenantId, List<Understood> understood) {
    String bearer = tokens.bearer(Services.KG, Caller.background(tenantId, Services.WORKER));
    return kg
        .integrate(
            bearer, new IntegrateRequest(understood.stream().map(KgClient::episode).toList()))
        .episodes()
        .stream()
        .map(e -> new Integrated(e.episodeId(), e.generation(), e.mentions().size(), e.facts()))
        .toList();
  }

  private static KgApi.Episode episode(Understood u) {
    ExtractionBody body = ExtractionBody.of(u.extraction());
    return new KgApi.Episode(
        u.episode().spaceId(),
        u.episode().episodeId(),
        u.episode().generation(),
        u.episode().occurredAt(),
        u.episode().recordedAt(),
        body.entities(),
        body.facts());
  }
}
