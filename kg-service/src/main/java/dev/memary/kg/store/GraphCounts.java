package dev.memary.kg.store;

import dev.memary.kg.store.QueryWatch.Watched;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Record;
import org.neo4j.driver.Session;
import org.neo4j.driver.exceptions.Neo4jException;

/**
 * How large the graph is. Neo4j keeps these counts, so that nothing is counted; they are looked up
 * now and then and not by every scrape, and are not a number while Neo4j cannot be asked.
 */
@ApplicationScoped
public class GraphCounts {
  private static final Logger LOG = Logger.getLogger(GraphCounts.class);

  private final Driver driver;
  private final QueryWatch watch;
  private final Map<String, Double> counts = new ConcurrentHashMap<>();

  public GraphCounts(Driver driver, QueryWatch watch, MeterRegistry metrics) {
    this.driver = driver;
    this.watch = watch;
    Queries.LABELS.forEach(
        label -> gauge("memary.graph.nodes", "Nodes of the graph", "label", label, metrics));
    Queries.TYPES.forEach(
        type -> gauge("memary.graph.relations", "Relations of the graph", "type", type, metrics));
  }

  private void gauge(
      String name, String description, String tag, String value, MeterRegistry metrics) {
    Gauge.builder(name, () -> counts.getOrDefault(value, Double.NaN))
        .description(description)
        .tag(tag, value)
        .register(metrics);
  }

  @Scheduled(
      every = "${memary.graph.measure-every:60s}",
      concurrentExecution = ConcurrentExecution.SKIP)
  void measure() {
    try (Session session = driver.session()) {
      Watched watched = watch.over(session);
      watched.forEach(Queries.counts(), this::note);
    } catch (Neo4jException e) {
      counts.clear();
      LOG.debug("The graph cannot be measured now", e);
    }
  }

  private void note(Record row) {
    counts.put(row.get("of").asString(), row.get("count").asDouble());
  }
}
