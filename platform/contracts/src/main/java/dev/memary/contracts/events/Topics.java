package dev.memary.contracts.events;

/** The Kafka topics, by their wire names. Every topic is keyed by {@code space_id}. */
public final class Topics {
  /**
   * {@link EpisodeRecorded}: memory-service to kg-service (index) and extraction-worker
   * (understand).
   */
  public static final String EPISODE_RECORDED = "memary.episode.recorded.v1";

  /** {@link EpisodeProcessed}: kg-service and extraction-worker to memory-service. */
  public static final String EPISODE_PROCESSED = "memary.episode.processed.v1";

  /** {@link Forgotten}: memory-service to everybody who derives something from episodes. */
  public static final String SPACE_FORGOTTEN = "memary.space.forgotten.v1";

  private Topics() {}
}
