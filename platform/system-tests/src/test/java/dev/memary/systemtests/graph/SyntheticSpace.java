package dev.memary.systemtests.graph;

import dev.memary.systemtests.graph.Shape.OfSpace;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * One space: sessions of two who take turns, the entities they mention, and facts. The same for the
 * same seed. Rows hold the properties that the platform itself writes.
 */
final class SyntheticSpace {
  /** How the graph writes that a fact holds still. */
  private static final OffsetDateTime NEVER = OffsetDateTime.parse("9999-12-31T23:59:59Z");

  private static final OffsetDateTime FIRST_DAY =
      OffsetDateTime.of(2024, 1, 1, 8, 0, 0, 0, ZoneOffset.UTC);
  private static final int TURNS_OF_A_SESSION = 20;
  private static final int TOPICS_OF_A_SPACE = 6;
  private static final int LEAST_WORDS = 8;
  private static final int MORE_WORDS = 16;
  private static final List<String> NAMES =
      List.of("Ana", "Ben", "Clara", "David", "Emma", "Felix", "Greta", "Hugo", "Ida", "Jonas");
  private static final List<String> TYPES =
      List.of("person", "place", "organisation", "event", "thing", "concept");
  private static final List<String> PREDICATES =
      List.of(
          "likes", "has", "visit", "know", "want", "buy", "read", "make", "see", "use", "live_in",
          "work_at");

  /** Predicates that tell of a state with one value at a time. */
  private static final Map<String, String> STATES =
      Map.of("live_in", "residence", "work_at", "employer");

  record Episode(
      UUID id,
      UUID session,
      int sequence,
      String role,
      String speaker,
      String text,
      OffsetDateTime at,
      float[] vector,
      List<Map<String, Object>> mentions) {}

  private record Mention(int episode, int entity) {}

  private final OfSpace shape;
  private final Vocabulary vocabulary;
  private final Meanings meanings;
  private final SplittableRandom random;
  private final UUID id;
  private final int[] topics;
  private final List<String> speakers;
  private final List<String> entityNames = new ArrayList<>();
  private final List<Map<String, Object>> entities = new ArrayList<>();
  private final List<Episode> episodes = new ArrayList<>();
  private final List<Map<String, Object>> facts = new ArrayList<>();

  SyntheticSpace(OfSpace shape, long seed, Vocabulary vocabulary, Meanings meanings) {
    this.shape = shape;
    this.vocabulary = vocabulary;
    this.meanings = meanings;
    this.random = new SplittableRandom(seed * 1_000_003 + shape.index());
    this.id = uuid(FIRST_DAY.plusMinutes(shape.index()));
    this.topics = topics(shape, seed, vocabulary.topicCount());
    this.speakers = speakers();
    nameEntities();
    talk();
    state();
  }

  static String name(int index) {
    return "user:bench-%05d".formatted(index);
  }

  /** What the space speaks about; questions are about the same. */
  static int[] topics(OfSpace shape, long seed, int of) {
    return new SplittableRandom(~seed * 1_000_003 + shape.index())
        .ints(TOPICS_OF_A_SPACE, 0, of)
        .toArray();
  }

  UUID id() {
    return id;
  }

  String name() {
    return name(shape.index());
  }

  List<String> speakerNames() {
    return speakers;
  }

  List<Map<String, Object>> entities() {
    return entities;
  }

  List<Episode> episodes() {
    return episodes;
  }

  List<Map<String, Object>> facts() {
    return facts;
  }

  private List<String> speakers() {
    String user = NAMES.get(random.nextInt(NAMES.size()));
    String other = NAMES.get(random.nextInt(NAMES.size()));
    boolean assisted = shape.index() % 2 == 0 || other.equals(user);
    return List.of(user, assisted ? "assistant" : other);
  }

  private void nameEntities() {
    Set<String> taken = new HashSet<>();
    while (entityNames.size() < shape.entities()) {
      String name = capital(vocabulary.rare(random));
      if (random.nextInt(3) == 0 || taken.contains(name)) {
        name += " " + capital(vocabulary.rare(random));
      }
      if (taken.add(name)) {
        entityNames.add(name);
      }
    }
  }

  /** Every entity is mentioned somewhere; the others of the mentions go to the popular ones. */
  private List<List<Integer>> whoIsMentioned() {
    List<List<Integer>> mentioned = new ArrayList<>();
    for (int i = 0; i < shape.episodes(); i++) {
      mentioned.add(new ArrayList<>());
    }
    Set<Mention> distinct = new HashSet<>();
    Zipf popularity = new Zipf(shape.entities(), 0.7);
    while (distinct.size() < shape.mentions()) {
      int entity = distinct.size() < shape.entities() ? distinct.size() : popularity.draw(random);
      Mention mention = new Mention(random.nextInt(shape.episodes()), entity);
      if (distinct.add(mention)) {
        mentioned.get(mention.episode()).add(entity);
      }
    }
    return mentioned;
  }

  private void talk() {
    List<List<Integer>> mentioned = whoIsMentioned();
    int[] counts = new int[shape.entities()];
    List<String> types =
        entityNames.stream().map(_ -> TYPES.get(random.nextInt(TYPES.size()))).toList();
    UUID session = id;
    for (int i = 0; i < shape.episodes(); i++) {
      int turn = i % TURNS_OF_A_SESSION;
      OffsetDateTime at =
          FIRST_DAY.plus(Duration.ofDays(i / TURNS_OF_A_SESSION % 700)).plusMinutes(turn);
      if (turn == 0) {
        session = uuid(at);
      }
      List<Map<String, Object>> mentions = new ArrayList<>();
      for (int entity : mentioned.get(i)) {
        counts[entity]++;
        mentions.add(mention(entityNames.get(entity), types.get(entity), at));
      }
      int first = topics[random.nextInt(topics.length)];
      int second = topics[random.nextInt(topics.length)];
      episodes.add(
          new Episode(
              uuid(at),
              session,
              turn + 1,
              turn % 2 == 0 ? "user" : "assistant",
              speakers.get(turn % 2),
              text(first, mentioned.get(i)),
              at,
              meanings.of(first, second, random),
              mentions));
    }
    for (int i = 0; i < shape.entities(); i++) {
      entities.add(entity(entityNames.get(i), types.get(i), counts[i]));
    }
  }

  private String text(int topic, List<Integer> mentioned) {
    List<String> words = vocabulary.about(topic, LEAST_WORDS + random.nextInt(MORE_WORDS), random);
    mentioned.forEach(entity -> words.add(random.nextInt(words.size()), entityNames.get(entity)));
    return capital(String.join(" ", words)) + ".";
  }

  private void state() {
    Set<String> known = new HashSet<>();
    Map<String, Map<String, Object>> standing = new HashMap<>();
    Zipf popularity = new Zipf(shape.entities(), 0.7);
    while (facts.size() < shape.facts()) {
      int subject = popularity.draw(random);
      int object = popularity.draw(random);
      String predicate = PREDICATES.get(random.nextInt(PREDICATES.size()));
      boolean literal = facts.size() >= shape.objects();
      String said =
          literal
              ? String.join(" ", vocabulary.about(topics[0], 3, random))
              : entityNames.get(object);
      String key =
          key(entityNames.get(subject)) + "|" + predicate + "|" + (literal ? "=" : "") + key(said);
      if (known.add(key)) {
        facts.add(fact(subject, predicate, literal ? null : object, said, key, standing));
      }
    }
  }

  private Map<String, Object> fact(
      int subject,
      String predicate,
      Integer object,
      String said,
      String identity,
      Map<String, Map<String, Object>> standing) {
    int nth = facts.size();
    int support =
        1
            + (int)
                ((long) (nth + 1) * (shape.supports() - shape.facts()) / shape.facts()
                    - (long) nth * (shape.supports() - shape.facts()) / shape.facts());
    Set<Integer> supporters = new HashSet<>();
    while (supporters.size() < support) {
      supporters.add(random.nextInt(episodes.size()));
    }
    String statement =
        "%s %s %s".formatted(entityNames.get(subject), predicate.replace('_', ' '), said);
    OffsetDateTime at =
        supporters.stream()
            .map(i -> episodes.get(i).at())
            .min(OffsetDateTime::compareTo)
            .orElseThrow();
    String key =
        UUID.nameUUIDFromBytes((id + identity).getBytes(StandardCharsets.UTF_8)).toString();
    Map<String, Object> properties = new HashMap<>();
    properties.put("id", key);
    properties.put("key", key);
    properties.put("predicate", predicate);
    properties.put("statement", statement);
    properties.put("recorded_at", at.plusSeconds(5));
    properties.put("confidence", 0.5);
    properties.put("held_from", List.of(at));
    properties.put("held_to", List.of(NEVER));
    if (object == null) {
      properties.put("literal", said);
    }
    if (STATES.containsKey(predicate)) {
      properties.put("state", key(entityNames.get(subject)) + "|" + STATES.get(predicate));
      overtake(standing.put(properties.get("state").toString(), properties), properties, at);
    }
    Map<String, Object> row = new HashMap<>();
    row.put("properties", properties);
    row.put("embedding", meaning());
    row.put("subject", key(entityNames.get(subject)));
    row.put("object", object == null ? null : key(entityNames.get(object)));
    row.put("supports", supporters.stream().map(i -> support(episodes.get(i), statement)).toList());
    return row;
  }

  private static void overtake(
      Map<String, Object> before, Map<String, Object> now, OffsetDateTime at) {
    if (before != null) {
      before.put("held_to", List.of(at));
      before.put("invalidated_at", at.plusSeconds(5));
      before.put("closed_by", now.get("id"));
    }
  }

  private static Map<String, Object> support(Episode episode, String statement) {
    return Map.of(
        "episode", episode.id().toString(),
        "properties",
            Map.of(
                "statement",
                statement,
                "said_at",
                episode.at(),
                "recorded_at",
                episode.at().plusSeconds(5),
                "spells",
                List.of("../.."),
                "past",
                false,
                "confidence",
                0.5,
                "generation",
                1));
  }

  private Map<String, Object> entity(String name, String type, int count) {
    Map<String, Object> properties = tally(name, type, count);
    properties.put(
        "id", UUID.nameUUIDFromBytes((id + name).getBytes(StandardCharsets.UTF_8)).toString());
    properties.put("key", key(name));
    properties.put("name", name);
    properties.put("type", type);
    properties.put("aliases", List.of());
    return Map.of("properties", properties, "embedding", meaning());
  }

  /** Of something that the space speaks about. */
  private float[] meaning() {
    return meanings.of(
        topics[random.nextInt(topics.length)], topics[random.nextInt(topics.length)], random);
  }

  private static Map<String, Object> mention(String name, String type, OffsetDateTime at) {
    Map<String, Object> properties = tally(name, type, 1);
    properties.put("count", 1);
    properties.put("at", at);
    properties.put("generation", 1);
    return Map.of("key", key(name), "properties", properties);
  }

  private static Map<String, Object> tally(String name, String type, int count) {
    return new HashMap<>(
        Map.of(
            "form_names", List.of(name),
            "form_types", List.of(type),
            "form_counts", List.of(count),
            "alias_names", List.of(),
            "alias_counts", List.of()));
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static String capital(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  /** Version 7, as the platform's: in the order of time. */
  private UUID uuid(OffsetDateTime at) {
    long time = at.toInstant().toEpochMilli() << 16;
    return new UUID(
        time | 0x7000 | random.nextInt(0x1000), 0x8000000000000000L | random.nextLong() >>> 2);
  }
}
