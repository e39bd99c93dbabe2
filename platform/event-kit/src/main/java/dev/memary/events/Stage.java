package dev.memary.events;

/**
 * One consumer of one topic: work that is done on batches of its events.
 *
 * @param name in metrics and logs
 * @param group its consumer group; a dead letter says whose it was
 */
public record Stage(String name, String group) {
  public Stage {
    if (name.isBlank() || group.isBlank()) {
      throw new IllegalArgumentException("a stage has a name and a consumer group");
    }
  }
}
