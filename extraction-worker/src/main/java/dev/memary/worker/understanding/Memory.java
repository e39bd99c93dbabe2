package dev.memary.worker.understanding;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Port: the system of record. */
public interface Memory {
  /** The episodes that still exist. */
  List<EpisodeText> fetch(String tenantId, Collection<UUID> episodeIds);

  /** Keeps what was extracted; returns the episodes that were forgotten meanwhile. */
  Set<UUID> keep(String tenantId, List<Understood> understood);
}
