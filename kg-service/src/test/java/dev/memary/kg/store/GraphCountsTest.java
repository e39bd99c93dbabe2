package dev.memary.kg.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.kg.KgServiceTest;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;
import org.neo4j.driver.Session;
import org.neo4j.driver.summary.Plan;

@QuarkusTest
class GraphCountsTest implements KgServiceTest {
  private final MeterRegistry metrics = new SimpleMeterRegistry();

  @Inject Driver driver;
  @Inject QueryWatch watch;

  @Test
  void measured_everyLabelAndTypeHasItsCount() {
    String id = UUID.randomUUID().toString();
    try (Session session = driver.session()) {
      session
          .run(
              "CREATE (:Tombstone {id: $id})-[:MENTIONS]->(:Tombstone {id: $id + 'b'})",
              Map.of("id", id))
          .consume();
      new GraphCounts(driver, watch, metrics).measure();
      session
          .run("MATCH (t:Tombstone) WHERE t.id STARTS WITH $id DETACH DELETE t", Map.of("id", id))
          .consume();
    }

    assertThat(gauge("memary.graph.nodes", "label", "Tombstone")).isGreaterThanOrEqualTo(2);
    assertThat(gauge("memary.graph.relations", "type", "MENTIONS")).isGreaterThanOrEqualTo(1);
    Queries.LABELS.forEach(
        label -> assertThat(gauge("memary.graph.nodes", "label", label)).isNotNaN());
    Queries.TYPES.forEach(
        type -> assertThat(gauge("memary.graph.relations", "type", type)).isNotNaN());
  }

  @Test
  void neo4jAway_notANumber() {
    try (Driver away = GraphDatabase.driver(URI.create("bolt://127.0.0.1:1"), AuthTokens.none())) {
      new GraphCounts(away, watch, metrics).measure();
    }

    assertThat(gauge("memary.graph.nodes", "label", "Episode")).isNaN();
  }

  @Test
  void counts_comeFromTheCountStore() {
    try (Session session = driver.session()) {
      assertThat(leaves(session.run("EXPLAIN " + Queries.counts().text()).consume().plan()))
          .isEqualTo(Queries.LABELS.size() + Queries.TYPES.size());
    }
  }

  /** How many steps read; each must read a count that Neo4j keeps. */
  private static int leaves(Plan plan) {
    if (plan.children().isEmpty()) {
      assertThat(plan.operatorType()).contains("CountFromCountStore");
      return 1;
    }
    return plan.children().stream().mapToInt(GraphCountsTest::leaves).sum();
  }

  private double gauge(String name, String tag, String value) {
    return metrics.get(name).tag(tag, value).gauge().value();
  }
}
