package dev.memary.memory.summaries;

import dev.memary.memory.episodes.Episode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Port: summaries that a model made. They are kept until a message they tell of is changed. */
public interface SummaryStore {
  /**
   * The summary that goes furthest, but not beyond this message of the session.
   *
   * @param asOf only one that had been made by then: a later one may tell of later versions
   */
  Optional<Kept> newest(String tenantId, UUID sessionId, long upTo, @Nullable Instant asOf);

  /** Sessions of all tenants with at least so many messages since their newest summary. */
  List<Grown> grown(int messages, int limit);

  /** Messages of the session after this one, without its newest ones, the earliest first. */
  List<Episode> messages(Grown session, int limit);

  /** Keeps a summary, unless a message it tells of is gone or was changed meanwhile. */
  void keep(Grown session, Kept summary, List<Episode> read);

  /** A summary of the messages up to a number. */
  record Kept(long upTo, String text, String model) {}

  /** A session, summarised up to a message; 0 when it never was. */
  record Grown(String tenantId, UUID spaceId, UUID sessionId, long upTo) {}
}
