package dev.memary.memory.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memary.kit.identity.CallableBy;
import dev.memary.kit.identity.Services;
import dev.memary.memory.episodes.Episode;
import dev.memary.memory.episodes.EpisodeStore;
import dev.memary.memory.episodes.EpisodeStore.SessionSpeakers;
import dev.memary.memory.forgetting.ForgetStore;
import dev.memary.memory.ingestion.IngestionStore;
import dev.memary.memory.ingestion.IngestionStore.Kept;
import dev.memary.memory.ingestion.StoredExtraction;
import dev.memary.memory.ingestion.StoredExtraction.Effort;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What other services ask for; never reached from outside. The tenant is the token's. */
@Path("/internal")
@RunOnVirtualThread
public class InternalResource {
  private final Access access;
  private final EpisodeStore episodes;
  private final IngestionStore ingestion;
  private final ForgetStore forgetting;
  private final ObjectMapper json;

  public InternalResource(
      Access access,
      EpisodeStore episodes,
      IngestionStore ingestion,
      ForgetStore forgetting,
      ObjectMapper json) {
    this.access = access;
    this.episodes = episodes;
    this.ingestion = ingestion;
    this.forgetting = forgetting;
    this.json = json;
  }

  /**
   * Which episodes, at most 500.
   *
   * @param withExtractions whether they are to be understood: then with everybody who speaks in
   *     their sessions and with what was understood of them already
   */
  public record FetchRequest(
      @NotNull(message = "is needed") @Size(max = 500, message = "must hold at most 500 ids")
          List<UUID> ids,
      @Nullable Boolean withExtractions) {}

  /** Texts of episodes; {@code gone} were forgotten. */
  public record FetchResponse(List<EpisodeText> episodes, List<UUID> gone) {}

  /** An episode with what it takes to understand it. */
  public record EpisodeText(
      UUID episodeId,
      UUID spaceId,
      UUID sessionId,
      long sequence,
      String role,
      String speaker,
      List<String> participants,
      String text,
      Instant occurredAt,
      Instant recordedAt,
      List<UUID> recalledIds,
      int version,
      int generation,
      @Nullable Understood extraction) {}

  /** What was understood of an episode at its present generation. */
  public record Understood(
      String extractor, JsonNode body, boolean provisional, @Nullable String rejected) {
    private static Understood of(StoredExtraction kept, JsonNode body) {
      return new Understood(
          kept.extractor(), body, kept.effort().provisional(), kept.effort().rejected());
    }
  }

  /**
   * Extractions to keep.
   *
   * @param replace whether they are made anew, as the next generation, of what was provisional
   */
  public record KeepRequest(
      @NotNull(message = "is needed") @Size(max = 500, message = "must hold at most 500")
          List<@Valid Extraction> extractions,
      @Nullable Boolean replace) {}

  /**
   * What was understood of one episode.
   *
   * @param provisional no model answered: one is asked again
   * @param rejected why what a model answered could not be used, as a code
   * @param model who answered
   * @param costUsd in US dollars, as far as it is known
   */
  public record Extraction(
      @NotNull UUID spaceId,
      @NotNull UUID episodeId,
      int generation,
      @NotNull String extractor,
      @NotNull JsonNode body,
      @Nullable Boolean provisional,
      @Nullable String rejected,
      @Nullable String model,
      @Nullable Integer promptTokens,
      @Nullable Integer completionTokens,
      @Nullable BigDecimal costUsd) {

    private StoredExtraction stored() {
      return new StoredExtraction(
          spaceId,
          episodeId,
          generation,
          extractor,
          body.toString(),
          new Effort(
              Boolean.TRUE.equals(provisional),
              rejected,
              model,
              promptTokens == null ? 0 : promptTokens,
              completionTokens == null ? 0 : completionTokens,
              costUsd == null ? BigDecimal.ZERO : costUsd));
    }
  }

  /** Spaces whose use of models is asked for. */
  public record UsageRequest(
      @NotNull(message = "is needed") @Size(max = 500, message = "must hold at most 500 ids")
          List<UUID> spaceIds) {}

  /** Tokens that models took since midnight, UTC, of the spaces where they took any. */
  public record UsageResponse(List<SpaceTokens> spaces) {}

  /** One of them. */
  public record SpaceTokens(UUID spaceId, long tokensToday) {}

  /**
   * Episodes that were forgotten meanwhile, and extractions that stand in place of those given
   * because they were there first.
   */
  public record KeepResponse(List<UUID> gone, List<Standing> standing) {}

  /** An extraction that was there first. */
  public record Standing(
      UUID episodeId,
      String extractor,
      JsonNode body,
      boolean provisional,
      @Nullable String rejected) {}

  /** The graph's part of a receipt: what was removed, and what a search afterwards found. */
  public record Acknowledgement(
      @NotNull(message = "is needed") @Pattern(regexp = "neo4j", message = "must be neo4j")
          String store,
      @NotNull(message = "is needed") Map<String, Long> removed,
      @Nullable Map<String, Long> left) {}

  @POST
  @Path("/episodes/fetch")
  @CallableBy({Services.KG, Services.WORKER})
  public FetchResponse fetch(@NotNull @Valid FetchRequest request) {
    List<Episode> found = episodes.find(access.tenant(), request.ids());
    boolean toUnderstand = Boolean.TRUE.equals(request.withExtractions());
    Map<UUID, List<String>> speakers = toUnderstand ? speakers(found) : Map.of();
    Map<UUID, StoredExtraction> kept =
        toUnderstand
            ? ingestion.kept(access.tenant(), request.ids()).stream()
                .collect(Collectors.toMap(StoredExtraction::episodeId, x -> x))
            : Map.of();
    Set<UUID> gone = new HashSet<>(request.ids());
    found.forEach(e -> gone.remove(e.id()));
    return new FetchResponse(
        found.stream()
            .map(e ->
                toText(
                    e,
                    speakers.getOrDefault(e.sessionId(), List.of(e.speaker())),
                    kept.get(e.id())))
            .toList(),
        List.copyOf(gone));
  }

  @POST
  @Path("/extractions")
  @CallableBy(Services.WORKER)
  public KeepResponse keep(@NotNull @Valid KeepRequest request) {
    List<StoredExtraction> extractions =
        request.extractions().stream().map(Extraction::stored).toList();
    Kept kept =
        Boolean.TRUE.equals(request.replace())
            ? ingestion.replace(access.tenant(), extractions)
            : ingestion.keep(access.tenant(), extractions);
    return new KeepResponse(kept.gone(), kept.standing().stream().map(this::standing).toList());
  }

  private Standing standing(StoredExtraction kept) {
    return new Standing(
        kept.episodeId(),
        kept.extractor(),
        read(kept.body()),
        kept.effort().provisional(),
        kept.effort().rejected());
  }

  @POST
  @Path("/extractions/usage")
  @CallableBy(Services.WORKER)
  public UsageResponse usage(@NotNull @Valid UsageRequest request) {
    Instant midnight = Instant.now().truncatedTo(ChronoUnit.DAYS);
    return new UsageResponse(
        ingestion.tokensSince(access.tenant(), request.spaceIds(), midnight).entrySet().stream()
            .map(e -> new SpaceTokens(e.getKey(), e.getValue()))
            .toList());
  }

  @POST
  @Path("/receipts/{id}/acknowledgements")
  @CallableBy(Services.KG)
  public void acknowledge(@PathParam("id") UUID id, @NotNull @Valid Acknowledgement part) {
    forgetting.acknowledge(access.tenant(), id, part.store(), part.removed(), part.left());
  }

  private Map<UUID, List<String>> speakers(List<Episode> found) {
    Set<UUID> sessions = found.stream().map(Episode::sessionId).collect(Collectors.toSet());
    return episodes.speakers(access.tenant(), sessions).stream()
        .collect(Collectors.toMap(SessionSpeakers::sessionId, SessionSpeakers::speakers));
  }

  private JsonNode read(String body) {
    try {
      return json.readTree(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A stored extraction is not JSON", e);
    }
  }

  private EpisodeText toText(
      Episode e, List<String> participants, @Nullable StoredExtraction kept) {
    return new EpisodeText(
        e.id(),
        e.spaceId(),
        e.sessionId(),
        e.sequence(),
        e.role().wireName(),
        e.speaker(),
        participants,
        e.text(),
        e.occurredAt(),
        e.recordedAt(),
        e.recalledIds(),
        e.version(),
        e.generation(),
        kept == null ? null : Understood.of(kept, read(kept.body())));
  }
}
