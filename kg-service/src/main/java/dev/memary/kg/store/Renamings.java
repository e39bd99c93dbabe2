package dev.memary.kg.store;

import dev.memary.kg.graph.SpaceKey;
import dev.memary.kg.integration.Corrections;
import dev.memary.kg.integration.Corrections.Renaming;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.neo4j.driver.Record;
import org.neo4j.driver.Value;

/** Corrections as properties of a space: the graph holds lists of texts. */
final class Renamings {
  private Renamings() {}

  static NamedQuery write(SpaceKey space, Corrections corrections) {
    List<Renaming> all = corrections.renamings();
    return Queries.rename(
        space,
        all.stream().map(Renaming::from).toList(),
        all.stream().map(Renaming::to).toList(),
        all.stream().map(Renamings::episodes).toList());
  }

  /** Of what {@link Queries#lock} returns. */
  static Corrections read(Record space) {
    List<String> from = space.get("renamed_from").asList(Value::asString);
    List<String> to = space.get("renamed_to").asList(Value::asString);
    List<String> in = space.get("renamed_in").asList(Value::asString);
    return new Corrections(
        IntStream.range(0, from.size())
            .mapToObj(i -> new Renaming(from.get(i), to.get(i), episodes(in.get(i))))
            .toList());
  }

  private static String episodes(Renaming renaming) {
    return renaming.episodes().stream()
        .map(UUID::toString)
        .sorted()
        .collect(Collectors.joining(" "));
  }

  private static Set<UUID> episodes(String ids) {
    return Stream.of(ids.split(" "))
        .filter(id -> !id.isEmpty())
        .map(UUID::fromString)
        .collect(Collectors.toSet());
  }
}
