package dev.memary.kg.store;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Session;
import org.neo4j.driver.exceptions.AuthenticationException;
import org.neo4j.driver.exceptions.Neo4jException;

/**
 * Constraints and indexes, created when they are missing and waited for before anything is served.
 */
@ApplicationScoped
public class GraphSchema {
  private static final Logger LOG = Logger.getLogger(GraphSchema.class);
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final List<String> STATEMENTS =
      List.of(
          "CREATE CONSTRAINT space_id IF NOT EXISTS FOR (n:Space) REQUIRE n.id IS UNIQUE",
          "CREATE CONSTRAINT episode_id IF NOT EXISTS FOR (n:Episode) REQUIRE n.id IS UNIQUE",
          "CREATE CONSTRAINT tombstone_id IF NOT EXISTS FOR (n:Tombstone) REQUIRE n.id IS UNIQUE",
          "CREATE CONSTRAINT entity_key IF NOT EXISTS FOR (n:Entity) REQUIRE (n.space_id, n.key) IS UNIQUE",
          "CREATE CONSTRAINT fact_key IF NOT EXISTS FOR (n:Fact) REQUIRE (n.space_id, n.key) IS UNIQUE",
          "CREATE INDEX fact_state IF NOT EXISTS FOR (n:Fact) ON (n.space_id, n.state)",
          "CREATE INDEX episode_space IF NOT EXISTS FOR (n:Episode) ON (n.space_id)",
          "CREATE INDEX episode_indexed IF NOT EXISTS FOR (n:Episode) ON (n.space_id, n.indexed)",
          "CREATE INDEX space_unembedded IF NOT EXISTS FOR (n:Space) ON (n.unembedded)",
          "CREATE INDEX fact_unembedded IF NOT EXISTS FOR (n:Fact) ON (n.space_id, n.unembedded)",
          "CREATE INDEX entity_unembedded IF NOT EXISTS FOR (n:Entity) ON (n.space_id, n.unembedded)",
          "CREATE INDEX episode_place IF NOT EXISTS FOR (n:Episode) ON (n.session_id, n.sequence)",
          fullText("episode_text", "Episode", "n.space_id, n.text, n.speaker"),
          fullText("fact_text", "Fact", "n.space_id, n.statement"),
          fullText("entity_text", "Entity", "n.space_id, n.name, n.aliases"),
          "DROP INDEX episode_embedding_384 IF EXISTS",
          vector("episode_meaning_384", "Episode"),
          vector("fact_meaning_384", "Fact"),
          vector("entity_meaning_384", "Entity"));

  private final Driver driver;

  public GraphSchema(Driver driver) {
    this.driver = driver;
  }

  void create(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
    awaitConnection();
    try (Session session = driver.session()) {
      STATEMENTS.forEach(statement -> session.run(statement).consume());
      session.run("CALL db.awaitIndexes(300)").consume();
    }
    LOG.info("The graph's constraints and indexes are there");
  }

  private static String fullText(String name, String label, String properties) {
    return "CREATE FULLTEXT INDEX %s IF NOT EXISTS FOR (n:%s) ON EACH [%s] OPTIONS {indexConfig: {`fulltext.analyzer`: 'english'}}"
        .formatted(name, label, properties);
  }

  /**
   * Binary quantisation, the default, fails every search of an index while the search finds nothing
   * to rescore and the last segment holds deletions (Neo4j 2026.08); scalar is the more exact, too.
   */
  private static String vector(String name, String label) {
    return """
    CYPHER 25 CREATE VECTOR INDEX %s IF NOT EXISTS
    FOR (n:%s) ON n.embedding_384 WITH [n.space_id, n.embedding_model]
    OPTIONS {indexConfig: {`vector.dimensions`: 384, `vector.similarity_function`: 'cosine',
                           `vector.quantization.type`: 'scalar'}}
    """
        .formatted(name, label);
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
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(Duration.ofMillis(500));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for Neo4j", e);
    }
  }
}
