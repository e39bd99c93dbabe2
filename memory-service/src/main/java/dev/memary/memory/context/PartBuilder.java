package dev.memary.memory.context;

import dev.memary.memory.context.ContextBlock.Kind;
import dev.memary.memory.context.ContextBlock.Part;
import dev.memary.memory.recall.Recall;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Fills parts with lines. A line goes in whole or not at all. */
final class PartBuilder {
  private final TokenCounter tokens;

  PartBuilder(TokenCounter tokens) {
    this.tokens = tokens;
  }

  /** A line, the memories or entities it is about, and the result if it was recalled. */
  record Line(String text, List<UUID> ids, Recall.@Nullable Result result) {}

  /** The lines that fit, in their order. */
  Part fill(Kind kind, String madeBy, List<Line> lines, int budget) {
    StringBuilder text = new StringBuilder(kind.heading());
    int used = headingCost(kind);
    List<Line> taken = new ArrayList<>();
    for (Line line : lines) {
      int cost = cost(line);
      if (used + cost <= budget) {
        text.append('\n').append(line.text());
        used += cost;
        taken.add(line);
      }
    }
    if (taken.isEmpty()) {
      return new Part(kind, "", 0, madeBy, List.of(), List.of());
    }
    return new Part(
        kind,
        text.toString(),
        used,
        madeBy,
        taken.stream().flatMap(line -> line.ids().stream()).distinct().toList(),
        taken.stream().map(Line::result).filter(Objects::nonNull).toList());
  }

  /** The newest lines, which stand last; one that does not fit ends them. */
  List<Line> newestThatFit(Kind kind, List<Line> lines, int budget) {
    int used = headingCost(kind);
    int first = lines.size();
    while (first > 0) {
      used += cost(lines.get(first - 1));
      if (used > budget) {
        break;
      }
      first--;
    }
    return lines.subList(first, lines.size());
  }

  /** What the lines take together. */
  int cost(Kind kind, Stream<Line> lines) {
    return headingCost(kind) + lines.mapToInt(this::cost).sum();
  }

  private int headingCost(Kind kind) {
    return tokens.count(kind.heading()) + 2;
  }

  private int cost(Line line) {
    return tokens.count("\n" + line.text()) + 1;
  }
}
