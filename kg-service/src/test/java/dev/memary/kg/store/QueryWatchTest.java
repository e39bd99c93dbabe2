package dev.memary.kg.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.memary.kg.KgServiceTest;
import dev.memary.kg.graph.Candidate;
import dev.memary.kg.graph.CandidateQuery;
import dev.memary.kg.graph.CandidateQuery.Scope;
import dev.memary.kg.graph.SpaceKey;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Session;

@QuarkusTest
class QueryWatchTest implements KgServiceTest {
  private static final SpaceKey SPACE = new SpaceKey("watched", UUID.randomUUID());

  /** The service under test watches its own queries meanwhile. */
  private final String name = "query-" + UUID.randomUUID();

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final MeterRegistry metrics = new SimpleMeterRegistry();
  private final Logger logger = Logger.getLogger(QueryWatch.class.getName());
  private final Handler handler = new Collecting();

  @Inject Driver driver;

  @BeforeEach
  void listen() {
    logger.addHandler(handler);
  }

  @AfterEach
  void leave() {
    logger.removeHandler(handler);
  }

  @Test
  void slowQuery_loggedByName_andOnceWithItsPlan_withoutWhatWasAsked() {
    QueryWatch watch = new QueryWatch(driver, metrics, Duration.ZERO);
    ask(watch);
    ask(watch);

    await().until(() -> lines.stream().anyMatch(line -> line.startsWith("Plan of query")));
    assertThat(lines).anyMatch(line -> line.matches("Slow query " + name + ": \\d+ ms .*"));
    assertThat(lines)
        .filteredOn(line -> line.startsWith("Plan of query"))
        .singleElement()
        .asString()
        .contains("ProduceResults", "ProcedureCall", "NodeUniqueIndexSeek");
    assertThat(lines)
        .noneMatch(
            line -> line.contains("xylophone") || line.contains(Queries.id(SPACE.spaceId())));
  }

  @Test
  void quickQuery_notLogged() {
    ask(new QueryWatch(driver, metrics, Duration.ofDays(1)));

    assertThat(lines).isEmpty();
  }

  @Test
  void everyQuery_measuredByName() {
    ask(new QueryWatch(driver, metrics, Duration.ofDays(1)));
    ask(new QueryWatch(driver, metrics, Duration.ofDays(1)));

    assertThat(metrics.get("memary.graph.query").tag("query", name).timer().count()).isEqualTo(2);
  }

  private void ask(QueryWatch watch) {
    CandidateQuery query =
        new CandidateQuery(
            SPACE.tenantId(),
            List.of(SPACE.spaceId()),
            List.of("xylophone"),
            null,
            EnumSet.of(Candidate.Kind.EPISODE),
            Scope.ALL,
            10);
    NamedQuery byWords = Queries.episodesByWords(SPACE, query);
    try (Session session = driver.session()) {
      watch.over(session).run(byWords.called(name));
    }
  }

  private final class Collecting extends Handler {
    @Override
    public void publish(LogRecord line) {
      String message =
          line instanceof ExtLogRecord formatted
              ? formatted.getFormattedMessage()
              : line.getMessage();
      if (message.contains(name)) {
        lines.add(message);
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
