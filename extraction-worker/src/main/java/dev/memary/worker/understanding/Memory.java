package dev.memary.worker.understanding;

import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Port: the system of record. */
public interface Memory {
  /** The episodes that still exist, with what was kept of them at their present generation. */
  Fetched fetch(String tenantId, Collection<UUID> episodeIds);

  /**
   * Keeps what was extracted, unless something is kept for the same generation already.
   *
   * @return what is kept now: of two workers that understood the same episode, both go on with the
   *     first one's extraction. Episodes that were forgotten meanwhile are left out.
   */
  List<Understood> keep(String tenantId, List<Understood> understood);

  /**
   * Keeps what was extracted anew, as the next generation of its episodes, in place of what was
   * provisional. Answers like {@link #keep}.
   */
  List<Understood> replace(String tenantId, List<Understood> understood);

  /** Episodes that wait to be understood, and those that were understood already. */
  record Fetched(List<EpisodeText> fresh, List<Understood> kept) {
    public Fetched {
      fresh = List.copyOf(fresh);
      kept = List.copyOf(kept);
    }
  }
}
