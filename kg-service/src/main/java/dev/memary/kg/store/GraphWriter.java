package dev.memary.kg.store;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.memary.kg.graph.SpaceKey;
import dev.memary.kg.integration.Contribution;
import dev.memary.kg.integration.Contribution.Support;
import dev.memary.kg.integration.History;
import dev.memary.kg.integration.NameTally;
import dev.memary.kg.integration.NameTally.Form;
import dev.memary.kg.integration.Ontology;
import dev.memary.kg.integration.Spell;
import dev.memary.kg.store.QueryWatch.Watched;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.neo4j.driver.Record;
import org.neo4j.driver.Value;

/**
 * Changes what episodes contribute to their spaces, in one transaction that holds the spaces'
 * locks. Names and facts are computed anew from all contributions to them, so the order of arrival
 * leaves no trace.
 */
final class GraphWriter {
  private final Watched tx;
  private final Map<String, SpaceKey> spaces;
  private final Map<SpaceKey, Map<String, NameTally>> taken = new HashMap<>();
  private final Map<SpaceKey, Set<String>> touchedFacts = new HashMap<>();
  private final Map<SpaceKey, Set<String>> touchedStates = new HashMap<>();
  private final Ontology ontology;

  GraphWriter(Watched tx, Collection<SpaceKey> spaces, Ontology ontology) {
    this.tx = tx;
    this.ontology = ontology;
    this.spaces = spaces.stream().collect(toMap(space -> Queries.id(space.spaceId()), s -> s));
  }

  /** Takes back what these episodes contributed. */
  void retract(Map<SpaceKey, List<UUID>> episodeIds) {
    var episodes = perSpace(episodeIds, id -> Map.<String, Object>of("id", id.toString()));
    if (episodes.isEmpty()) {
      return;
    }
    tx.forEach(
        Queries.mentionsOf(episodes),
        row ->
            of(taken, row)
                .merge(row.get("key").asString(), tally(row.get("names")), NameTally::plus));
    tx.forEach(
        Queries.factsOf(episodes),
        row -> {
          touch(touchedFacts, space(row), row.get("key").asString());
          touch(touchedStates, space(row), row.get("state").asString(null));
        });
    tx.run(Queries.retract(episodes));
  }

  /** Adds contributions and settles everything that was touched since this writer was made. */
  void settle(Map<SpaceKey, List<Contribution>> news) {
    Map<SpaceKey, List<String>> orphans = putEntities(news);
    putMentions(news);
    putFacts(news);
    var facts = keys(touchedFacts);
    if (!facts.isEmpty()) {
      tx.run(Queries.settleFacts(facts));
    }
    settleTimes();
    var entities = keys(orphans);
    if (!entities.isEmpty()) {
      tx.run(Queries.deleteEntities(entities));
    }
  }

  /** Returns the keys of the entities that nobody speaks of any more. */
  private Map<SpaceKey, List<String>> putEntities(Map<SpaceKey, List<Contribution>> news) {
    Map<SpaceKey, Map<String, NameTally>> added = new HashMap<>();
    news.forEach((space, contributions) ->
        contributions.forEach(c ->
            c.mentions()
                .forEach((key, names) ->
                    added
                        .computeIfAbsent(space, s -> new TreeMap<>())
                        .merge(key, names, NameTally::plus))));
    Map<SpaceKey, Set<String>> touched = new HashMap<>();
    for (var changes : List.of(taken, added)) {
      changes.forEach((space, names) ->
          touched.computeIfAbsent(space, s -> new TreeSet<>()).addAll(names.keySet()));
    }
    Map<SpaceKey, Map<String, NameTally>> standing = standing(touched);
    Map<SpaceKey, List<String>> orphans = new HashMap<>();
    Map<SpaceKey, List<Map<String, Object>>> entities = new HashMap<>();
    touched.forEach((space, keys) -> {
      for (String key : keys) {
        NameTally names =
            in(standing, space, key).plus(in(added, space, key)).minus(in(taken, space, key));
        if (names.isEmpty()) {
          orphans.computeIfAbsent(space, s -> new ArrayList<>()).add(key);
        } else {
          entities.computeIfAbsent(space, s -> new ArrayList<>()).add(entityRow(space, key, names));
        }
      }
    });
    if (!entities.isEmpty()) {
      tx.run(Queries.putEntities(entities));
    }
    return orphans;
  }

  private Map<SpaceKey, Map<String, NameTally>> standing(Map<SpaceKey, Set<String>> touched) {
    Map<SpaceKey, Map<String, NameTally>> standing = new HashMap<>();
    if (!touched.isEmpty()) {
      tx.forEach(
          Queries.tallies(keys(touched)),
          row -> of(standing, row).put(row.get("key").asString(), tally(row.get("names"))));
    }
    return standing;
  }

  private void putMentions(Map<SpaceKey, List<Contribution>> news) {
    Map<SpaceKey, List<Map<String, Object>>> mentions = new HashMap<>();
    news.forEach((space, contributions) ->
        contributions.forEach(c ->
            c.mentions()
                .entrySet()
                .forEach(mention ->
                    mentions
                        .computeIfAbsent(space, s -> new ArrayList<>())
                        .add(mentionRow(c, mention)))));
    if (!mentions.isEmpty()) {
      tx.run(Queries.mention(mentions));
    }
  }

  private void putFacts(Map<SpaceKey, List<Contribution>> news) {
    Map<SpaceKey, List<Map<String, Object>>> facts = new HashMap<>();
    news.forEach((space, contributions) ->
        contributions.forEach(c ->
            c.facts()
                .forEach(support -> {
                  Map<String, Object> row = factRow(space, c, support);
                  facts.computeIfAbsent(space, s -> new ArrayList<>()).add(row);
                  touch(touchedFacts, space, String.valueOf(row.get("key")));
                  touch(touchedStates, space, support.state(ontology));
                })));
    if (!facts.isEmpty()) {
      tx.run(Queries.support(facts));
    }
  }

  /** Computes anew when the facts held that were touched, and those of the touched states. */
  private void settleTimes() {
    List<Record> rows = new ArrayList<>(stated(touchedStates, Queries::statementsOfStates));
    rows.addAll(stated(touchedFacts, Queries::statementsOfFacts));
    Map<SpaceKey, List<Map<String, Object>>> facts = new HashMap<>();
    Statements.bySpace(rows)
        .forEach((id, statements) ->
            facts.put(
                requireNonNull(spaces.get(id)),
                statements.histories().entrySet().stream()
                    .map(fact -> timesRow(fact.getKey(), fact.getValue()))
                    .toList()));
    if (!facts.isEmpty()) {
      tx.run(Queries.settleTimes(facts));
    }
  }

  private List<Record> stated(
      Map<SpaceKey, Set<String>> touched,
      BiFunction<Map<SpaceKey, List<Map<String, Object>>>, @Nullable Instant, NamedQuery>
          statements) {
    var keys = keys(touched);
    return keys.isEmpty() ? List.of() : tx.list(statements.apply(keys, null), row -> row);
  }

  private static Map<String, Object> timesRow(String fact, History history) {
    Map<String, Object> row = new HashMap<>();
    row.put("key", fact);
    row.put("held_from", Spells.beginnings(history.spells()));
    row.put("held_to", Spells.ends(history.spells()));
    row.put("invalidated_at", Queries.time(history.invalidatedAt()));
    row.put("closed_by", history.closedBy());
    return row;
  }

  private static void touch(
      Map<SpaceKey, Set<String>> touched, SpaceKey space, @Nullable String key) {
    if (key != null) {
      touched.computeIfAbsent(space, s -> new TreeSet<>()).add(key);
    }
  }

  private static <T> Map<SpaceKey, List<Map<String, Object>>> perSpace(
      Map<SpaceKey, ? extends Collection<T>> elements, Function<T, Map<String, Object>> row) {
    Map<SpaceKey, List<Map<String, Object>>> rows = new HashMap<>();
    elements.forEach((space, own) -> {
      if (!own.isEmpty()) {
        rows.put(space, own.stream().map(row).toList());
      }
    });
    return rows;
  }

  private static Map<SpaceKey, List<Map<String, Object>>> keys(
      Map<SpaceKey, ? extends Collection<String>> keys) {
    return perSpace(keys, key -> Map.of("key", key));
  }

  private static NameTally in(
      Map<SpaceKey, Map<String, NameTally>> tallies, SpaceKey space, String key) {
    return tallies.getOrDefault(space, Map.of()).getOrDefault(key, NameTally.NONE);
  }

  private Map<String, NameTally> of(Map<SpaceKey, Map<String, NameTally>> tallies, Record row) {
    return tallies.computeIfAbsent(space(row), space -> new TreeMap<>());
  }

  private SpaceKey space(Record row) {
    return requireNonNull(spaces.get(row.get("space").asString()));
  }

  /** Ids follow from the space and the key, so that a rebuilt graph has the same ones. */
  private static Map<String, Object> entityRow(SpaceKey space, String key, NameTally names) {
    Map<String, Object> properties = new HashMap<>(lists(names));
    properties.put("id", UuidCreator.getNameBasedSha1(space.spaceId(), "entity|" + key).toString());
    properties.put("name", names.name());
    properties.put("type", names.type());
    properties.put("aliases", names.otherNames());
    return Map.of("key", key, "properties", properties);
  }

  private static Map<String, Object> mentionRow(
      Contribution c, Map.Entry<String, NameTally> mention) {
    Map<String, Object> properties = new HashMap<>(lists(mention.getValue()));
    properties.put("count", mention.getValue().mentions());
    properties.put("at", Queries.time(c.occurredAt()));
    properties.put("generation", c.generation());
    return Map.of(
        "episode", c.episodeId().toString(), "key", mention.getKey(), "properties", properties);
  }

  private Map<String, Object> factRow(SpaceKey space, Contribution c, Support s) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("statement", s.statement());
    properties.put("literal", s.literal());
    properties.put("spells", s.spells().stream().map(Spell::text).toList());
    properties.put("past", s.isOverBy(c.occurredAt()));
    properties.put("said_at", Queries.time(c.occurredAt()));
    properties.put("recorded_at", Queries.time(c.recordedAt()));
    properties.put("confidence", s.confidence());
    properties.put("generation", c.generation());
    Map<String, Object> row = new HashMap<>();
    row.put("episode", c.episodeId().toString());
    row.put(
        "key", UuidCreator.getNameBasedSha1(space.spaceId(), "fact|" + s.identity()).toString());
    row.put("predicate", s.predicate());
    row.put("state", s.state(ontology));
    row.put("subject_key", s.subjectKey());
    row.put("object_key", s.objectKey());
    row.put("properties", properties);
    return row;
  }

  /** A tally as properties: the graph holds lists, not maps. */
  private static Map<String, Object> lists(NameTally tally) {
    return Map.of(
        "form_names", tally.forms().keySet().stream().map(Form::name).toList(),
        "form_types", tally.forms().keySet().stream().map(Form::type).toList(),
        "form_counts", List.copyOf(tally.forms().values()),
        "alias_names", List.copyOf(tally.aliases().keySet()),
        "alias_counts", List.copyOf(tally.aliases().values()));
  }

  private static NameTally tally(Value properties) {
    Map<Form, Integer> forms = new HashMap<>();
    Value names = properties.get("form_names");
    for (int i = 0; i < names.size(); i++) {
      forms.put(
          new Form(names.get(i).asString(), properties.get("form_types").get(i).asString()),
          properties.get("form_counts").get(i).asInt());
    }
    Map<String, Integer> aliases = new HashMap<>();
    Value others = properties.get("alias_names");
    for (int i = 0; i < others.size(); i++) {
      aliases.put(others.get(i).asString(), properties.get("alias_counts").get(i).asInt());
    }
    return new NameTally(forms, aliases);
  }
}
