package dev.memary.memory.summaries;

import dev.memary.memory.episodes.Episode;
import dev.memary.memory.summaries.SumBasic.Said;
import dev.memary.memory.summaries.SummaryStore.Grown;
import dev.memary.memory.summaries.SummaryStore.Kept;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Summaries of sessions. A model makes them in advance, whenever a session has grown; what it has
 * not read yet, or all when there is none, is told by sentences of its own.
 */
@ApplicationScoped
public class Summaries {
  /** The newest messages are shown as they are. */
  public static final int VERBATIM = 5;

  /** So many more messages make a new summary worth its price. */
  public static final int GROWTH = 10;

  private static final int WORDS = 50;
  private static final int READ_AT_ONCE = 100;

  private final SummaryStore store;
  private final Summariser model;

  public Summaries(SummaryStore store, Summariser model) {
    this.store = store;
    this.model = model;
  }

  /**
   * What these messages of one session are about, and those before them. Asks no model.
   *
   * @param asOf what the messages are as of; null is now
   */
  public SessionSummary of(String tenantId, List<Episode> messages, @Nullable Instant asOf) {
    Optional<Kept> kept =
        store.newest(
            tenantId, messages.getFirst().sessionId(), messages.getLast().sequence(), asOf);
    long read = kept.map(Kept::upTo).orElse(0L);
    List<Said> unread =
        messages.stream()
            .filter(e -> e.sequence() > read)
            .map(e -> new Said(e.speaker(), e.text()))
            .toList();
    List<String> lines = new ArrayList<>();
    kept.ifPresent(summary -> lines.add(summary.text()));
    lines.addAll(SumBasic.of(unread, WORDS));
    return new SessionSummary(
        lines,
        kept.map(Kept::model).orElse("extract"),
        messages.stream().map(Episode::id).toList());
  }

  /**
   * Has a session summarised that has grown.
   *
   * @return false when no model answers now
   */
  public boolean renew(Grown session) {
    List<Episode> messages = store.messages(session, READ_AT_ONCE);
    if (messages.isEmpty()) {
      return true;
    }
    String before =
        store
            .newest(session.tenantId(), session.sessionId(), session.upTo(), null)
            .map(Kept::text)
            .orElse("");
    return model
        .summarise(session.tenantId(), before, messages.stream().map(Summaries::line).toList())
        .map(made -> {
          Kept kept = new Kept(messages.getLast().sequence(), limited(made.text()), made.model());
          store.keep(session, kept, messages);
          return true;
        })
        .orElse(false);
  }

  /**
   * A model that does not keep to the length is cut off at a word; twice the length is let pass.
   */
  private static String limited(String text) {
    String[] words = text.strip().split("\\s+");
    return words.length <= 2 * WORDS
        ? String.join(" ", words)
        : String.join(" ", List.of(words).subList(0, 2 * WORDS)) + " …";
  }

  private static String line(Episode e) {
    return e.speaker() + ": " + e.text();
  }
}
