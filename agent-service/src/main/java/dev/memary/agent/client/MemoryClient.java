package dev.memary.agent.client;

import dev.memary.agent.answer.ExtractiveAnswer;
import dev.memary.agent.client.MemoryApi.ContextRequest;
import dev.memary.agent.client.MemoryApi.ContextResponse;
import dev.memary.agent.client.MemoryApi.NewMemories;
import dev.memary.agent.memory.Asker;
import dev.memary.agent.memory.ContextBlock;
import dev.memary.agent.memory.Evidence;
import dev.memary.agent.memory.Memory;
import dev.memary.agent.memory.NewEpisode;
import dev.memary.agent.memory.Recording;
import dev.memary.agent.memory.SpaceName;
import dev.memary.kit.identity.Permission;
import dev.memary.kit.identity.ServiceTokens;
import dev.memary.kit.identity.Services;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.faulttolerance.exceptions.FaultToleranceException;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** memory-service, as the port of this service knows it. */
@ApplicationScoped
public class MemoryClient implements Memory {
  private static final Logger LOG = Logger.getLogger(MemoryClient.class);
  private static final String MODEL = "model";
  private static final int CONFLICT = 409;
  private static final int TOO_MANY = 429;
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final int MOST_EXCLUDED = 1_000;

  private final MemoryApi memory;
  private final ServiceTokens tokens;
  private final int tokenBudget;

  public MemoryClient(
      @RestClient MemoryApi memory,
      ServiceTokens tokens,
      @ConfigProperty(name = "memary.context.token-budget", defaultValue = "2000")
          int tokenBudget) {
    this.memory = memory;
    this.tokens = tokens;
    this.tokenBudget = tokenBudget;
  }

  @Override
  public List<UUID> record(Asker asker, Recording recording) {
    try {
      return memory
          .record(bearer(asker), recording.key(), memories(asker.space(), recording))
          .memoryIds();
    } catch (WebApplicationException e) {
      if (e.getResponse().getStatus() == CONFLICT) {
        throw new AlreadyRecordedException(e);
      }
      if (e.getResponse().getStatus() == TOO_MANY) {
        LOG.warn("memory-service takes no more of this tenant now; the client was asked to wait");
        throw new MemoryBusyException(retryAfter(e), e);
      }
      throw notRecorded("status " + e.getResponse().getStatus(), e);
    } catch (ProcessingException | FaultToleranceException e) {
      throw notRecorded(e.getClass().getSimpleName(), e);
    }
  }

  @Override
  public ContextBlock context(Asker asker, ContextQuestion question) {
    try {
      return block(memory.context(bearer(asker), request(asker.space(), question)));
    } catch (ProcessingException | WebApplicationException | FaultToleranceException e) {
      LOG.warnf(
          "memory-service cannot recall (%s); the turn goes on without evidence", e.toString());
      throw new MemoryUnavailableException("memory-service cannot recall", e);
    }
  }

  private static Duration retryAfter(WebApplicationException refusal) {
    String seconds = refusal.getResponse().getHeaderString("Retry-After");
    try {
      return seconds == null ? SOON : Duration.ofSeconds(Long.parseLong(seconds));
    } catch (NumberFormatException e) {
      return SOON;
    }
  }

  private static MemoryUnavailableException notRecorded(String reason, Exception cause) {
    LOG.warnf("memory-service did not record (%s); what was said in this turn is not kept", reason);
    return new MemoryUnavailableException("memory-service cannot record", cause);
  }

  /** The right to chat is the right to read and write in a turn. */
  private String bearer(Asker asker) {
    return tokens.bearer(
        Services.MEMORY, Callers.of(asker, Set.of(Permission.READ, Permission.WRITE)));
  }

  private static NewMemories memories(SpaceName space, Recording recording) {
    String label = space.label();
    return new NewMemories(
        space.kind().equals("user") ? label : null,
        space.kind().equals("agent") ? label : null,
        space.kind().equals("team") ? label : null,
        recording.session(),
        recording.episodes().stream().map(e -> message(e, recording.extractiveModel())).toList(),
        recording.extractiveModel() == null ? null : false);
  }

  private static MemoryApi.Message message(NewEpisode episode, @Nullable String model) {
    return new MemoryApi.Message(
        episode.role().wireName(),
        episode.name(),
        episode.text(),
        model == null ? null : Map.of(MODEL, model),
        episode.recalledIds().isEmpty() ? null : episode.recalledIds());
  }

  private ContextRequest request(SpaceName space, ContextQuestion question) {
    return new ContextRequest(
        question.query(),
        List.of(space.value()),
        question.session(),
        tokenBudget,
        question.excluded().stream().limit(MOST_EXCLUDED).toList());
  }

  private static ContextBlock block(ContextResponse response) {
    return new ContextBlock(
        response.text(),
        response.parts().stream()
            .filter(p -> p.evidence() != null)
            .flatMap(p -> p.evidence().stream())
            .map(MemoryClient::evidence)
            .toList(),
        response.degradedReasons() == null ? List.of() : response.degradedReasons());
  }

  private static Evidence evidence(MemoryApi.Result r) {
    return new Evidence(
        r.id(),
        r.text(),
        r.kind().equals("episode") ? speaker(r) : null,
        r.occurredAt(),
        r.score(),
        r.metadata() != null && ExtractiveAnswer.MODEL.equals(r.metadata().get(MODEL)));
  }

  private static @Nullable String speaker(MemoryApi.Result r) {
    return r.sources() == null || r.sources().isEmpty() ? null : r.sources().getFirst().name();
  }
}
