package dev.memary.contracts.events;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An episode is durable and wants to be indexed and understood.
 *
 * @param sessionId opaque id of the session, not the name the client gave it
 * @param sequence position of the episode in its session, from 1
 * @param role user, assistant, system or tool
 * @param speakerId opaque id of who spoke, stable within the space
 * @param recalledIds the memories an assistant's message was given, so that an echo is never learnt
 *     as news
 * @param version version of the text, from 1; a correction raises it
 * @param generation attempt at understanding this version, from 1; an outcome counts only for the
 *     newest
 * @param infer false when the episode is to be searchable but not understood
 * @param reconsider true when it was understood without a model: one may be asked again, and
 *     nothing else is to be done. Absent from senders before this field
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonIgnoreProperties(ignoreUnknown = true)
public record EpisodeRecorded(
    UUID eventId,
    String tenantId,
    UUID spaceId,
    UUID episodeId,
    UUID sessionId,
    long sequence,
    String role,
    UUID speakerId,
    Instant occurredAt,
    Instant recordedAt,
    List<UUID> recalledIds,
    int version,
    int generation,
    boolean infer,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean reconsider) {

  public EpisodeRecorded {
    recalledIds = copyOrEmpty(recalledIds);
  }

  private static List<UUID> copyOrEmpty(@Nullable List<UUID> ids) {
    return ids == null ? List.of() : List.copyOf(ids);
  }
}
