package dev.memary.contracts.events;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.UUID;

/** A tombstone: remove everything derived from this and acknowledge it on the receipt. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Forgotten.Space.class, name = "space"),
  @JsonSubTypes.Type(value = Forgotten.Episode.class, name = "episode")
})
public sealed interface Forgotten {
  String tenantId();

  UUID spaceId();

  UUID receiptId();

  /** A whole space was forgotten. Its id is never used again. */
  @JsonNaming(SnakeCaseStrategy.class)
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Space(String tenantId, UUID spaceId, UUID receiptId) implements Forgotten {}

  /** One episode was forgotten, and what only it supports. */
  @JsonNaming(SnakeCaseStrategy.class)
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Episode(String tenantId, UUID spaceId, UUID episodeId, UUID receiptId)
      implements Forgotten {}
}
