package dev.memary.kg.store;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Session;
import org.neo4j.driver.exceptions.AuthenticationException;
import org.neo4j.driver.exceptions.Neo4jException;

/**
 * Constraints and indexes: created when they are missing, waited for, and checked before anything
 * is served.
 */
@ApplicationScoped
public class GraphSchema {
  private static final Logger LOG = Logger.getLogger(GraphSchema.class);
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);
  private static final int LOOKS_BETWEEN_LOGS = 50;

  private static final List<GraphIndex> KEYS_AND_TEXTS =
      List.of(
          GraphIndex.unique("space_id", "Space", "id"),
          GraphIndex.unique("episode_id", "Episode", "id"),
          GraphIndex.unique("tombstone_id", "Tombstone", "id"),
          GraphIndex.unique("entity_key", "Entity", "space_id", "key"),
          GraphIndex.unique("fact_key", "Fact", "space_id", "key"),
          GraphIndex.range("fact_state", "Fact", "space_id", "state"),
          GraphIndex.range("episode_space", "Episode", "space_id"),
          GraphIndex.range("episode_indexed", "Episode", "space_id", "indexed"),
          GraphIndex.range("space_unembedded", "Space", "unembedded"),
          GraphIndex.range("fact_unembedded", "Fact", "space_id", "unembedded"),
          GraphIndex.range("entity_unembedded", "Entity", "space_id", "unembedded"),
          GraphIndex.range("episode_place", "Episode", "session_id", "sequence"),
          GraphIndex.fullText("episode_text", "Episode", "space_id", "text", "speaker"),
          GraphIndex.fullText("fact_text", "Fact", "space_id", "statement"),
          GraphIndex.fullText("entity_text", "Entity", "space_id", "name", "aliases"));

  /** Those for vectors of another length are made when the first comes. */
  static final List<GraphIndex> INDEXES =
      Stream.concat(KEYS_AND_TEXTS.stream(), VectorIndexes.of(VectorIndexes.USUAL).stream())
          .toList();

  private final Driver driver;

  public GraphSchema(Driver driver) {
    this.driver = driver;
  }

  void create(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
    awaitConnection();
    try (Session session = driver.session()) {
      session.run("DROP INDEX episode_embedding_384 IF EXISTS").consume();
      ensure(session, INDEXES);
    }
    LOG.info("The graph's constraints and indexes are there");
  }

  /**
   * Makes what is missing, waits until all of it can be used, and refuses what is not as needed.
   */
  static void ensure(Session session, List<GraphIndex> needed) {
    needed.forEach(index -> make(session, index));
    awaitPopulation(session, needed);
    List<String> problems = SchemaCheck.problems(needed, found(session));
    if (!problems.isEmpty()) {
      throw new IllegalStateException(
          "kg-service will not start: the graph's indexes are not as they must be:\n- "
              + String.join("\n- ", problems));
    }
  }

  /** What cannot be made is found missing, or to be something else, later on. */
  private static void make(Session session, GraphIndex index) {
    try {
      session.run(index.create()).consume();
    } catch (Neo4jException e) {
      LOG.warnf("%s cannot be made: %s", index, e.code());
    }
  }

  /** As long as it takes: the indexes of a large graph take many minutes. */
  private static void awaitPopulation(Session session, List<GraphIndex> needed) {
    List<String> names = needed.stream().map(GraphIndex::name).toList();
    for (int look = 0; ; look++) {
      List<FoundIndex> populating =
          found(session).stream()
              .filter(index -> index.isPopulating() && names.contains(index.name()))
              .toList();
      if (populating.isEmpty()) {
        return;
      }
      if (look % LOOKS_BETWEEN_LOGS == LOOKS_BETWEEN_LOGS - 1) {
        populating.forEach(index ->
            LOG.infof("Waiting for index %s: %.0f %% are in it", index.name(), index.populated()));
      }
      pause(LOOK_EVERY);
    }
  }

  private static List<FoundIndex> found(Session session) {
    return session.run(FoundIndex.QUERY).list(FoundIndex::of);
  }

  private void awaitConnection() {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (true) {
      try {
        driver.verifyConnectivity();
        return;
      } catch (AuthenticationException e) {
        throw new IllegalStateException(
            "Neo4j refuses the password: check memary.neo4j.password", e);
      } catch (Neo4jException e) {
        if (Instant.now().isAfter(deadline)) {
          throw new IllegalStateException(
              "Neo4j cannot be reached within "
                  + PATIENCE.toSeconds()
                  + " s: check memary.neo4j.uri",
              e);
        }
        pause(Duration.ofMillis(500));
      }
    }
  }

  private static void pause(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for Neo4j", e);
    }
  }
}
