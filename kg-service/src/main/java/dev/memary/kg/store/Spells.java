package dev.memary.kg.store;

import dev.memary.kg.integration.Spell;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.neo4j.driver.Value;

/**
 * Spells as the graph holds them: two lists, of beginnings and of ends. A list holds no null, so
 * what is not known lies further away than anything that is.
 */
final class Spells {
  private static final OffsetDateTime EVER =
      Instant.parse("0000-01-01T00:00:00Z").atOffset(ZoneOffset.UTC);
  private static final OffsetDateTime NEVER =
      Instant.parse("9999-12-31T23:59:59Z").atOffset(ZoneOffset.UTC);

  private Spells() {}

  static List<OffsetDateTime> beginnings(List<Spell> spells) {
    return spells.stream().map(spell -> time(spell.from(), EVER)).toList();
  }

  static List<OffsetDateTime> ends(List<Spell> spells) {
    return spells.stream().map(spell -> time(spell.to(), NEVER)).toList();
  }

  static List<Spell> of(Value beginnings, Value ends) {
    return IntStream.range(0, beginnings.size())
        .mapToObj(i -> new Spell(known(beginnings.get(i), EVER), known(ends.get(i), NEVER)))
        .toList();
  }

  private static OffsetDateTime time(@Nullable Instant instant, OffsetDateTime unknown) {
    OffsetDateTime time = Queries.time(instant);
    return time == null ? unknown : time;
  }

  private static @Nullable Instant known(Value value, OffsetDateTime unknown) {
    OffsetDateTime time = value.asOffsetDateTime();
    return time.isEqual(unknown) ? null : time.toInstant();
  }
}
