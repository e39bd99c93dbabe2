package dev.memary.memory.recall;

import static java.util.stream.Collectors.toMap;

import dev.memary.memory.episodes.Episode;
import dev.memary.memory.episodes.EpisodeStore;
import dev.memary.memory.recall.ContextBlock.Kind;
import dev.memary.memory.recall.ContextBlock.Part;
import dev.memary.memory.spaces.Space;
import dev.memary.memory.stream.StreamStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Builds the context block. Entities may take a tenth of the budget and recent messages three
 * tenths; evidence gets what is left, so that it is never crowded out. An item goes in whole or not
 * at all, and once: a recent message that was recalled stands where it was said.
 */
@ApplicationScoped
public class ContextService {
  private static final int TOP_ENTITIES = 20;
  private static final int RECENT_MESSAGES = 5;
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd").withZone(ZoneOffset.UTC);

  private final RecallService recall;
  private final StreamStore stream;
  private final EpisodeStore episodes;
  private final TokenCounter tokens;

  public ContextService(
      RecallService recall, StreamStore stream, EpisodeStore episodes, TokenCounter tokens) {
    this.recall = recall;
    this.stream = stream;
    this.episodes = episodes;
    this.tokens = tokens;
  }

  /**
   * Builds the block.
   *
   * @param session the session whose newest messages belong to it, or null
   * @param budget tokens that the text may have at most
   */
  public ContextBlock build(RecallQuery query, @Nullable String session, int budget) {
    Recall recalled = recall.recall(query);
    Part entities = fill(Kind.ENTITIES, entityLines(query), budget / 10);
    Part recent =
        fill(
            Kind.RECENT,
            newestThatFit(recentLines(query, session, recalled), budget * 3 / 10),
            budget * 3 / 10);
    List<Line> evidenceLines =
        recalled.results().stream()
            .filter(result -> !recent.memoryIds().contains(result.id()))
            .map(ContextService::line)
            .toList();
    Part evidence =
        fill(Kind.EVIDENCE, evidenceLines, budget - entities.tokens() - recent.tokens());
    List<Part> parts =
        List.of(entities, evidence, recent).stream().filter(p -> !p.text().isEmpty()).toList();
    String text = parts.stream().map(Part::text).collect(Collectors.joining("\n\n"));
    return new ContextBlock(text, tokens.count(text), parts, recalled.degraded());
  }

  private record Line(String text, UUID id, Recall.@Nullable Result result) {}

  private Part fill(Kind kind, List<Line> lines, int budget) {
    StringBuilder text = new StringBuilder(kind.heading());
    int used = tokens.count(kind.heading()) + 2;
    List<Line> taken = new ArrayList<>();
    for (Line line : lines) {
      int cost = tokens.count("\n" + line.text()) + 1;
      if (used + cost <= budget) {
        text.append('\n').append(line.text());
        used += cost;
        taken.add(line);
      }
    }
    if (taken.isEmpty()) {
      return new Part(kind, "", 0, List.of(), List.of());
    }
    List<Recall.Result> evidence = new ArrayList<>();
    taken.forEach(line -> {
      if (line.result() != null) {
        evidence.add(line.result());
      }
    });
    return new Part(
        kind, text.toString(), used, taken.stream().map(Line::id).toList(), List.copyOf(evidence));
  }

  /** Of a conversation the newest lines count; one that does not fit ends it. */
  private List<Line> newestThatFit(List<Line> lines, int budget) {
    int used = tokens.count(Kind.RECENT.heading()) + 2;
    int first = lines.size();
    while (first > 0) {
      used += tokens.count("\n" + lines.get(first - 1).text()) + 1;
      if (used > budget) {
        break;
      }
      first--;
    }
    return lines.subList(first, lines.size());
  }

  private List<Line> entityLines(RecallQuery query) {
    return linesPerSpace(
        query,
        space ->
            stream.top(query.tenantId(), space.id(), TOP_ENTITIES).stream()
                .map(e ->
                    new Line(
                        "- %s (%s, mentioned %d times, last on %s)"
                            .formatted(
                                e.name(), e.type(), e.count(), DAY.format(e.lastMentionedAt())),
                        e.id(),
                        null))
                .toList());
  }

  private List<Line> recentLines(RecallQuery query, @Nullable String session, Recall recalled) {
    if (session == null) {
      return List.of();
    }
    Map<UUID, Recall.Result> results =
        recalled.results().stream().collect(toMap(Recall.Result::id, Function.identity()));
    return linesPerSpace(
        query,
        space ->
            episodes.recent(query.tenantId(), space.id(), session, RECENT_MESSAGES).stream()
                .filter(e -> !query.excluded().contains(e.id()))
                .map(e -> line(e, results.get(e.id())))
                .toList());
  }

  private static List<Line> linesPerSpace(RecallQuery query, Function<Space, List<Line>> lines) {
    return query.spaces().stream().flatMap(space -> lines.apply(space).stream()).toList();
  }

  private static Line line(Recall.Result r) {
    String speaker =
        r.kind() == RecallQuery.Kind.EPISODE ? r.sources().getFirst().speaker() + ": " : "";
    return new Line(
        "- [%s] %s%s".formatted(DAY.format(r.occurredAt()), speaker, r.text()), r.id(), r);
  }

  private static Line line(Episode e, Recall.@Nullable Result recalled) {
    return new Line(
        "- [%s] %s: %s".formatted(DAY.format(e.occurredAt()), e.speaker(), e.text()),
        e.id(),
        recalled);
  }
}
