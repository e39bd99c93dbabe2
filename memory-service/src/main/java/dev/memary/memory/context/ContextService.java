package dev.memary.memory.context;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import dev.memary.memory.context.ContextBlock.Kind;
import dev.memary.memory.context.ContextBlock.Part;
import dev.memary.memory.context.PartBuilder.Line;
import dev.memary.memory.episodes.Episode;
import dev.memary.memory.episodes.EpisodeStore;
import dev.memary.memory.personas.PersonaStore;
import dev.memary.memory.recall.Recall;
import dev.memary.memory.recall.RecallQuery;
import dev.memary.memory.recall.RecallService;
import dev.memary.memory.recall.Results;
import dev.memary.memory.spaces.Space;
import dev.memary.memory.stream.StreamStore;
import dev.memary.memory.stream.StreamStore.Best;
import dev.memary.memory.summaries.Sentences;
import dev.memary.memory.summaries.SessionSummary;
import dev.memary.memory.summaries.Summaries;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Builds the context block, without asking a model. Each part has its share of the budget, and
 * evidence gets what is left, so that it is never crowded out. A memory goes in once: one that was
 * recalled stands where it is pinned or where it was said.
 *
 * <p>A conversation is shown whole while it is short, else its five newest messages verbatim and
 * what came before as a summary: the behaviour of the original Memary.
 */
@ApplicationScoped
public class ContextService {
  private static final int TOP_ENTITIES = 20;
  private static final int RECENT_MESSAGES = 5;
  private static final int CONVERSATION = 50;
  private static final int PINNED = 20;
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd").withZone(ZoneOffset.UTC);

  private final RecallService recall;
  private final StreamStore stream;
  private final EpisodeStore episodes;
  private final PersonaStore personas;
  private final Summaries summaries;
  private final TokenCounter tokens;
  private final PartBuilder parts;

  public ContextService(
      RecallService recall,
      StreamStore stream,
      EpisodeStore episodes,
      PersonaStore personas,
      Summaries summaries,
      TokenCounter tokens) {
    this.recall = recall;
    this.stream = stream;
    this.episodes = episodes;
    this.personas = personas;
    this.summaries = summaries;
    this.tokens = tokens;
    this.parts = new PartBuilder(tokens);
  }

  /**
   * Builds the block.
   *
   * @param session the session whose newest messages belong to it, or null
   * @param budget tokens that the text may have at most
   */
  public ContextBlock build(RecallQuery query, @Nullable String session, int budget) {
    Shares shares = new Shares(budget);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Known> known = threads.submit(() -> known(query, session, shares));
      Recall recalled = recall.recall(query);
      return block(query, recalled, Results.of(known), shares);
    }
  }

  /** What belongs into the block whatever is asked. */
  private record Known(
      List<Line> personas, List<Line> entities, List<Episode> pinned, Conversation conversation) {}

  private Known known(RecallQuery query, @Nullable String session, Shares shares) {
    return new Known(
        personaLines(query, shares.personas()),
        entityLines(query),
        pinned(query),
        conversation(query, session));
  }

  private ContextBlock block(RecallQuery query, Recall recalled, Known known, Shares shares) {
    Part who = parts.fill(Kind.PERSONAS, "persona", known.personas(), shares.personas());
    Part best = parts.fill(Kind.ENTITIES, "stream", known.entities(), shares.entities());
    Part recent = recent(known.conversation(), recalled, shares);
    Part summary = summary(query, known.conversation(), recalled, recent, shares);
    Part pinned =
        parts.fill(Kind.PINNED, "pin", pinnedLines(known, recalled, recent), shares.pinned());
    Set<UUID> shown = new HashSet<>(recent.memoryIds());
    shown.addAll(pinned.memoryIds());
    Part evidence =
        parts.fill(
            Kind.EVIDENCE,
            "recall",
            recalled.results().stream()
                .filter(result -> !shown.contains(result.id()))
                .map(ContextService::line)
                .toList(),
            shares.budget()
                - Stream.of(who, pinned, best, summary, recent).mapToInt(Part::tokens).sum());
    return block(List.of(who, pinned, best, evidence, summary, recent), recalled.degraded());
  }

  private ContextBlock block(List<Part> all, List<String> degraded) {
    List<Part> filled = all.stream().filter(part -> !part.text().isEmpty()).toList();
    String text = filled.stream().map(Part::text).collect(joining("\n\n"));
    return new ContextBlock(text, tokens.count(text), filled, degraded);
  }

  /**
   * Agents stand before teams and users. What does not fit whole is begun, sentence by sentence.
   */
  private List<Line> personaLines(RecallQuery query, int share) {
    return query.spaces().stream()
        .sorted((a, b) -> a.name().value().compareTo(b.name().value()))
        .flatMap(space ->
            personas
                .of(query.tenantId(), space.id(), query.asOf())
                .filter(persona -> !persona.text().isEmpty())
                .stream()
                .flatMap(persona -> persona(space, persona.text(), share).stream()))
        .toList();
  }

  private List<Line> persona(Space space, String text, int share) {
    Line whole = new Line("- %s: %s".formatted(space.name().label(), text), List.of(), null);
    return parts.cost(Kind.PERSONAS, Stream.of(whole)) <= share
        ? List.of(whole)
        : Sentences.of(text).stream()
            .map(s -> new Line("- %s: %s".formatted(space.name().label(), s), List.of(), null))
            .toList();
  }

  private List<Line> entityLines(RecallQuery query) {
    Best best = new Best(TOP_ENTITIES, null, query.asOf());
    return query.spaces().stream()
        .flatMap(space -> stream.top(query.tenantId(), space.id(), best).stream())
        .map(e ->
            new Line(
                "- %s (%s, mentioned %d times, last on %s)"
                    .formatted(e.name(), e.type(), e.count(), DAY.format(e.lastMentionedAt())),
                List.of(e.id()),
                null))
        .toList();
  }

  private List<Episode> pinned(RecallQuery query) {
    return query.spaces().stream()
        .flatMap(
            space -> episodes.pinned(query.tenantId(), space.id(), PINNED, query.asOf()).stream())
        .filter(e -> !query.excluded().contains(e.id()))
        .toList();
  }

  private static List<Line> pinnedLines(Known known, Recall recalled, Part recent) {
    Map<UUID, Recall.Result> results = byId(recalled);
    Set<UUID> shown = Set.copyOf(recent.memoryIds());
    return known.pinned().stream()
        .filter(e -> !shown.contains(e.id()))
        .map(e -> line(e, results))
        .toList();
  }

  /** The newest messages of a session in all of the spaces, space by space, oldest first. */
  private record Conversation(List<Episode> messages) {
    List<UUID> spaces() {
      return messages.stream().map(Episode::spaceId).distinct().toList();
    }

    List<Episode> of(UUID space) {
      return messages.stream().filter(e -> e.spaceId().equals(space)).toList();
    }
  }

  private Conversation conversation(RecallQuery query, @Nullable String session) {
    if (session == null) {
      return new Conversation(List.of());
    }
    return new Conversation(
        query.spaces().stream()
            .flatMap(space ->
                episodes
                    .recent(query.tenantId(), space.id(), session, CONVERSATION, query.asOf())
                    .stream())
            .filter(e -> !query.excluded().contains(e.id()))
            .toList());
  }

  private Part recent(Conversation conversation, Recall recalled, Shares shares) {
    Map<UUID, Recall.Result> results = byId(recalled);
    List<Line> all = conversation.messages().stream().map(e -> line(e, results)).toList();
    boolean whole = parts.cost(Kind.RECENT, all.stream()) <= shares.wholeConversation();
    List<Line> lines = whole ? all : lastOfEach(conversation, results);
    return parts.fill(
        Kind.RECENT,
        "session",
        parts.newestThatFit(Kind.RECENT, lines, shares.recent()),
        shares.recent());
  }

  private static List<Line> lastOfEach(
      Conversation conversation, Map<UUID, Recall.Result> results) {
    return conversation.spaces().stream()
        .map(conversation::of)
        .flatMap(e -> e.stream().skip(Math.max(0, e.size() - RECENT_MESSAGES)))
        .map(e -> line(e, results))
        .toList();
  }

  /** What is neither shown of the conversation nor recalled. */
  private Part summary(
      RecallQuery query, Conversation conversation, Recall recalled, Part recent, Shares shares) {
    Set<UUID> shown = new HashSet<>(recent.memoryIds());
    recalled.results().forEach(result -> shown.add(result.id()));
    Conversation older =
        new Conversation(
            conversation.messages().stream().filter(e -> !shown.contains(e.id())).toList());
    List<SessionSummary> found =
        older.spaces().stream()
            .map(space -> summaries.of(query.tenantId(), older.of(space), query.asOf()))
            .toList();
    return parts.fill(
        Kind.SUMMARY,
        found.isEmpty() ? "extract" : found.getFirst().madeBy(),
        found.stream().flatMap(ContextService::lines).toList(),
        shares.summary());
  }

  private static Stream<Line> lines(SessionSummary summary) {
    return summary.lines().stream().map(text -> new Line("- " + text, summary.episodeIds(), null));
  }

  private static Map<UUID, Recall.Result> byId(Recall recalled) {
    return recalled.results().stream().collect(toMap(Recall.Result::id, Function.identity()));
  }

  private static Line line(Recall.Result r) {
    String speaker =
        r.kind() == RecallQuery.Kind.EPISODE ? r.sources().getFirst().speaker() + ": " : "";
    return new Line(
        "- [%s] %s%s".formatted(DAY.format(r.occurredAt()), speaker, r.text()), List.of(r.id()), r);
  }

  private static Line line(Episode e, Map<UUID, Recall.Result> results) {
    return new Line(
        "- [%s] %s: %s".formatted(DAY.format(e.occurredAt()), e.speaker(), e.text()),
        List.of(e.id()),
        results.get(e.id()));
  }
}
