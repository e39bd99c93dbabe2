package dev.memary.kg.store;

import static java.util.stream.Collectors.toMap;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.memary.kg.graph.SpaceKey;
import dev.memary.kg.integration.Contribution;
import dev.memary.kg.integration.Contribution.Support;
import dev.memary.kg.integration.NameTally;
import dev.memary.kg.integration.NameTally.Form;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.neo4j.driver.TransactionContext;
import org.neo4j.driver.Value;

/**
 * Changes what episodes contribute to one space, in one transaction that holds the space's lock.
 * Names and facts are computed anew from all contributions to them, so the order of arrival leaves
 * no trace.
 */
final class GraphWriter {
  private final TransactionContext tx;
  private final SpaceKey space;
  private final Map<String, NameTally> taken = new TreeMap<>();
  private final Set<String> touchedFacts = new LinkedHashSet<>();

  GraphWriter(TransactionContext tx, SpaceKey space) {
    this.tx = tx;
    this.space = space;
  }

  /** Takes back what these episodes contributed. */
  void retract(Collection<UUID> episodeIds) {
    if (episodeIds.isEmpty()) {
      return;
    }
    tx.run(Queries.mentionsOf(space, episodeIds))
        .forEachRemaining(row ->
            taken.merge(row.get("key").asString(), tally(row.get("names")), NameTally::plus));
    tx.run(Queries.factsOf(space, episodeIds))
        .forEachRemaining(row -> touchedFacts.add(row.get("key").asString()));
    tx.run(Queries.retract(space, episodeIds)).consume();
  }

  /** Adds contributions and settles everything that was touched since this writer was made. */
  void settle(List<Contribution> news) {
    List<String> orphans = putEntities(news);
    putMentions(news);
    putFacts(news);
    if (!touchedFacts.isEmpty()) {
      tx.run(Queries.settleFacts(space, touchedFacts)).consume();
    }
    if (!orphans.isEmpty()) {
      tx.run(Queries.deleteEntities(space, orphans)).consume();
    }
  }

  /** Returns the keys of the entities that nobody speaks of any more. */
  private List<String> putEntities(List<Contribution> news) {
    Map<String, NameTally> added = new TreeMap<>();
    news.forEach(
        c -> c.mentions().forEach((key, names) -> added.merge(key, names, NameTally::plus)));
    Set<String> touched = new TreeSet<>(taken.keySet());
    touched.addAll(added.keySet());
    if (touched.isEmpty()) {
      return List.of();
    }
    Map<String, NameTally> standing =
        tx
            .run(Queries.tallies(space, touched))
            .list(row -> Map.entry(row.get("key").asString(), tally(row.get("names"))))
            .stream()
            .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
    List<String> orphans = new ArrayList<>();
    List<Map<String, Object>> entities = new ArrayList<>();
    for (String key : touched) {
      NameTally names =
          standing
              .getOrDefault(key, NameTally.NONE)
              .plus(added.getOrDefault(key, NameTally.NONE))
              .minus(taken.getOrDefault(key, NameTally.NONE));
      if (names.isEmpty()) {
        orphans.add(key);
      } else {
        entities.add(entityRow(key, names));
      }
    }
    tx.run(Queries.putEntities(space, entities)).consume();
    return orphans;
  }

  private void putMentions(List<Contribution> news) {
    List<Map<String, Object>> mentions =
        news.stream()
            .flatMap(c -> c.mentions().entrySet().stream().map(e -> mentionRow(c, e)))
            .toList();
    if (!mentions.isEmpty()) {
      tx.run(Queries.mention(space, mentions)).consume();
    }
  }

  private void putFacts(List<Contribution> news) {
    List<Map<String, Object>> facts =
        news.stream().flatMap(c -> c.facts().stream().map(s -> factRow(c, s))).toList();
    if (!facts.isEmpty()) {
      tx.run(Queries.support(space, facts)).consume();
      facts.forEach(row -> touchedFacts.add(String.valueOf(row.get("key"))));
    }
  }

  /** Ids follow from the space and the key, so that a rebuilt graph has the same ones. */
  private Map<String, Object> entityRow(String key, NameTally names) {
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

  private Map<String, Object> factRow(Contribution c, Support s) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("statement", s.statement());
    properties.put("literal", s.literal());
    properties.put("valid_from", Queries.time(s.validFrom()));
    properties.put("valid_to", Queries.time(s.validTo()));
    properties.put("recorded_at", Queries.time(c.recordedAt()));
    properties.put("confidence", s.confidence());
    properties.put("generation", c.generation());
    Map<String, Object> row = new HashMap<>();
    row.put("episode", c.episodeId().toString());
    row.put(
        "key", UuidCreator.getNameBasedSha1(space.spaceId(), "fact|" + s.identity()).toString());
    row.put("predicate", s.predicate());
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
