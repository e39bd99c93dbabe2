package dev.memary.kg.stories;

import static java.util.stream.Collectors.joining;

import dev.memary.kg.stories.Story.Claim;
import dev.memary.kg.stories.Story.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** How many of the claims are right, by kind, and how many stories are right throughout. */
final class Report {
  private final String title;
  private final Map<Kind, List<Boolean>> byKind = new EnumMap<>(Kind.class);
  private final Map<String, List<Boolean>> byStory = new TreeMap<>();
  private final List<String> mistakes = new ArrayList<>();
  private final Set<String> wronglyClosed = new TreeSet<>();

  Report(String title) {
    this.title = title;
  }

  void add(String story, Claim claim, String mistake) {
    byKind.computeIfAbsent(claim.kind(), kind -> new ArrayList<>()).add(mistake.isEmpty());
    byStory.computeIfAbsent(story, name -> new ArrayList<>()).add(mistake.isEmpty());
    if (!mistake.isEmpty()) {
      mistakes.add("%s: %s: %s".formatted(story, asked(claim), mistake));
    }
  }

  void addWronglyClosed(Set<String> things) {
    wronglyClosed.addAll(things);
  }

  /** What holds, but was closed. */
  Set<String> wronglyClosed() {
    return wronglyClosed;
  }

  List<String> mistakes() {
    return mistakes;
  }

  double share(Kind kind) {
    return share(byKind.getOrDefault(kind, List.of()));
  }

  double shareOfStories() {
    return share(
        byStory.values().stream().map(claims -> claims.stream().allMatch(right -> right)).toList());
  }

  /** To the console and beside the test reports. */
  void write() {
    String table =
        "%s: %d stories, %.3f right throughout; %s; wrongly closed: %d%n%s%n"
            .formatted(
                title,
                byStory.size(),
                shareOfStories(),
                byKind.keySet().stream()
                    .map(kind ->
                        "%s %.3f of %d"
                            .formatted(
                                kind.name().toLowerCase(), share(kind), byKind.get(kind).size()))
                    .collect(joining(", ")),
                wronglyClosed.size(),
                String.join(System.lineSeparator(), mistakes));
    System.out.println(table);
    try {
      Files.writeString(Path.of("target", "stories-" + title + ".txt"), table);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String asked(Claim claim) {
    return claim.kind().name().toLowerCase()
        + (claim.asOf() == null ? "" : " as of " + claim.asOf())
        + (claim.validAt() == null ? "" : " valid at " + claim.validAt());
  }

  private static double share(List<Boolean> right) {
    return right.isEmpty() ? 1 : (double) right.stream().filter(r -> r).count() / right.size();
  }
}
