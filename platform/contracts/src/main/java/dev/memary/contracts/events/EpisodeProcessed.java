package dev.memary.contracts.events;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of an episode. An outcome of an older generation than the episode's own is ignored.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = EpisodeProcessed.Indexed.class, name = "indexed"),
  @JsonSubTypes.Type(value = EpisodeProcessed.Integrated.class, name = "integrated"),
  @JsonSubTypes.Type(value = EpisodeProcessed.Rejected.class, name = "rejected"),
  @JsonSubTypes.Type(value = EpisodeProcessed.Failed.class, name = "failed")
})
public sealed interface EpisodeProcessed {
  String tenantId();

  UUID spaceId();

  UUID episodeId();

  int generation();

  /** Stage 1 is done: the episode can be searched. */
  @JsonNaming(SnakeCaseStrategy.class)
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Indexed(String tenantId, UUID spaceId, UUID episodeId, int generation)
      implements EpisodeProcessed {}

  /**
   * Stage 2 is done: entities and facts stand in the graph.
   *
   * @param extractor what extracted them, with its version, such as {@code classical-1}
   */
  @JsonNaming(SnakeCaseStrategy.class)
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Integrated(
      String tenantId,
      UUID spaceId,
      UUID episodeId,
      int generation,
      String extractor,
      int entities,
      int facts)
      implements EpisodeProcessed {}

  /**
   * What was extracted did not pass the validators; trying again would not help.
   *
   * @param reason a code, never text of the episode
   */
  @JsonNaming(SnakeCaseStrategy.class)
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Rejected(String tenantId, UUID spaceId, UUID episodeId, int generation, String reason)
      implements EpisodeProcessed {}

  /**
   * A stage cannot do it. The event is in the dead-letter topic and can be replayed.
   *
   * @param stage which: {@code index} or {@code understand}; null from senders before this field
   * @param reason a code, never text of the episode
   */
  @JsonNaming(SnakeCaseStrategy.class)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Failed(
      String tenantId,
      UUID spaceId,
      UUID episodeId,
      int generation,
      @Nullable String stage,
      String reason)
      implements EpisodeProcessed {
    /** Stage 1: the episode is not searchable. */
    public static final String INDEX = "index";

    /** Stage 2: nothing was learned from the episode. */
    public static final String UNDERSTAND = "understand";
  }
}
