package dev.memary.systemtests.graph;

import static java.util.stream.Collectors.joining;

import dev.memary.systemtests.graph.SyntheticSpace.Episode;
import dev.memary.systemtests.soak.Stores;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A space in memory-service's database, as far as searches read it: stream, stored extractions and
 * the like are left out. Every episode is indexed and understood, so that no sweeper wants it.
 */
record Rows(String tenant, SyntheticSpace space) {
  void copyTo(Stores stores) {
    stores.copy("space (space_id, tenant_id, name)", line(space.id(), tenant, space.name()));
    Map<UUID, Long> lengths = new LinkedHashMap<>();
    space.episodes().forEach(e -> lengths.merge(e.session(), 1L, Long::sum));
    stores.copy(
        "session (session_id, tenant_id, space_id, name, next_sequence)",
        lengths.entrySet().stream()
            .map(s -> line(s.getKey(), tenant, space.id(), "s-" + s.getKey(), s.getValue() + 1))
            .collect(joining()));
    stores.copy(
        """
        episode (episode_id, tenant_id, space_id, session_id, sequence, role, speaker, text, occurred_at, recorded_at,
                 indexed_generation, outcome)
        """,
        space.episodes().stream().map(this::line).collect(joining()));
  }

  private String line(Episode e) {
    return line(
        e.id(),
        tenant,
        space.id(),
        e.session(),
        e.sequence(),
        e.role(),
        e.speaker(),
        e.text(),
        e.at(),
        e.at().plusSeconds(5),
        1,
        "integrated");
  }

  /** PostgreSQL's text format; nothing synthetic needs escaping. */
  private static String line(Object... columns) {
    return Stream.of(columns).map(Object::toString).collect(joining("\t", "", "\n"));
  }
}
