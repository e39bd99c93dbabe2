package dev.memary.kg.store;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Record;
import org.neo4j.driver.Result;
import org.neo4j.driver.Session;
import org.neo4j.driver.SimpleQueryRunner;
import org.neo4j.driver.exceptions.Neo4jException;
import org.neo4j.driver.summary.ResultSummary;

/**
 * Runs queries, measures them by name, and logs those that the graph takes long for, now and then
 * with the plan. Neither text nor parameters of a query are logged: parameters are what users said.
 */
@ApplicationScoped
public class QueryWatch {
  private static final Logger LOG = Logger.getLogger(QueryWatch.class);
  private static final Duration EXPLAIN_EVERY = Duration.ofMinutes(10);

  private final Driver driver;
  private final MeterRegistry metrics;
  private final long slowMillis;
  private final Map<String, Timer> timers = new ConcurrentHashMap<>();
  private final Cache<String, Boolean> explained =
      Caffeine.newBuilder().expireAfterWrite(EXPLAIN_EVERY).build();

  /**
   * @param slow how long the graph may take for a query before it is logged; zero logs all
   */
  public QueryWatch(
      Driver driver,
      MeterRegistry metrics,
      @ConfigProperty(name = "memary.graph.slow-query", defaultValue = "PT1S") Duration slow) {
    this.driver = driver;
    this.metrics = metrics;
    this.slowMillis = slow.toMillis();
  }

  /** Whatever runs there is watched. */
  Watched over(SimpleQueryRunner runner) {
    return new Watched(runner, this);
  }

  /** A session or transaction under watch. */
  record Watched(SimpleQueryRunner runner, QueryWatch watch) {
    void run(NamedQuery query) {
      list(query, Function.identity());
    }

    void forEach(NamedQuery query, Consumer<Record> row) {
      list(query, Function.identity()).forEach(row);
    }

    <T> List<T> list(NamedQuery query, Function<Record, T> row) {
      long begin = System.nanoTime();
      Result result = runner.run(query);
      List<T> rows = result.list(row);
      watch.saw(query, System.nanoTime() - begin, result.consume());
      return rows;
    }
  }

  private void saw(NamedQuery query, long nanos, ResultSummary summary) {
    timers.computeIfAbsent(query.name(), this::timer).record(nanos, NANOSECONDS);
    long inGraph =
        summary.resultAvailableAfter(MILLISECONDS) + summary.resultConsumedAfter(MILLISECONDS);
    if (inGraph >= slowMillis) {
      LOG.warnf(
          "Slow query %s: %d ms in the graph, %d ms until it was read",
          query.name(), inGraph, NANOSECONDS.toMillis(nanos));
      if (explained.asMap().putIfAbsent(query.name(), true) == null) {
        Thread.ofVirtual().name("explain").start(() -> explain(query));
      }
    }
  }

  private Timer timer(String name) {
    return Timer.builder("memary.graph.query")
        .description("How long queries of the graph take until their result is read")
        .tag("query", name)
        .register(metrics);
  }

  private void explain(NamedQuery query) {
    try (Session session = driver.session()) {
      ResultSummary summary = session.run("EXPLAIN " + query.text(), query.parameters()).consume();
      LOG.warnf("Plan of query %s: %s", query.name(), Operators.of(summary.plan()));
    } catch (Neo4jException e) {
      LOG.warnf("Query %s cannot be explained: %s", query.name(), e.code());
    }
  }
}
