package dev.memary.worker.events;

import static java.net.http.HttpResponse.BodyHandlers.ofString;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memary.contracts.events.EpisodeRecorded;
import dev.memary.contracts.events.Topics;
import dev.memary.events.EventPublisher;
import dev.memary.events.OutgoingEvent;
import dev.memary.kit.identity.Services;
import dev.memary.localstack.testing.TestEvents;
import dev.memary.localstack.testing.TestStack;
import dev.memary.worker.extraction.Role;
import dev.memary.worker.understanding.EpisodeText;
import dev.memary.worker.understanding.FakeServices;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** A neighbour takes far longer than Kafka lets a consumer be silent. */
@QuarkusTest
@TestProfile(SlowNeighbourTest.ImpatientBroker.class)
@QuarkusTestResource(
    value = TestStack.class,
    restrictToAnnotatedClass = true,
    initArgs = {
      @ResourceArg(name = "service", value = Services.WORKER),
      @ResourceArg(name = "channels", value = "episode-recorded")
    })
class SlowNeighbourTest {
  private static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");
  private static final Duration SLOW = Duration.ofSeconds(15);

  private final String tenant = "t-" + UUID.randomUUID();
  private final UUID space = UUID.randomUUID();

  @Inject FakeServices services;
  @Inject EventPublisher publisher;
  @Inject ObjectMapper json;

  @ConfigProperty(name = "mp.messaging.incoming.episode-recorded.group.id")
  String group;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String broker;

  @TestHTTPResource(value = "/health/ready", management = true)
  URI ready;

  /** It would take a silent consumer's partitions after six seconds. */
  public static class ImpatientBroker implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "mp.messaging.incoming.episode-recorded.max.poll.interval.ms", "6000",
          "mp.messaging.incoming.episode-recorded.session.timeout.ms", "6000",
          "mp.messaging.incoming.episode-recorded.heartbeat.interval.ms", "1000");
    }
  }

  @Test
  void stageBlocksPastTheInterval_keepsItsPartitions_staysReady_andIsGivenNothingTwice()
      throws Exception {
    UUID slow = remembered("I live in Oslo.");
    services.answersLateFor(slow, SLOW);
    try (var outcomes = TestEvents.on(Topics.EPISODE_PROCESSED);
        var admin = AdminClient.create(Map.of("bootstrap.servers", broker));
        var http = HttpClient.newHttpClient()) {
      await().atMost(Duration.ofSeconds(60)).until(() -> members(admin).size() == 1);
      Set<String> before = members(admin);
      record(slow);
      // More than a batch behind it, so that the consumer is paused as well.
      List<UUID> behind = IntStream.range(0, 5).mapToObj(i -> remembered("Oslo again.")).toList();
      for (UUID id : behind) {
        record(id);
      }

      Set<String> seen = new HashSet<>();
      Set<Integer> health = new HashSet<>();
      await()
          .pollInterval(Duration.ofMillis(500))
          .atMost(Duration.ofSeconds(60))
          .until(() -> {
            seen.addAll(members(admin));
            health.add(http.send(HttpRequest.newBuilder(ready).build(), ofString()).statusCode());
            return services.callsAbout(behind.getLast()).contains("integrate");
          });

      assertThat(seen).isEqualTo(before);
      assertThat(health).containsExactly(200);
      assertThat(services.callsAbout(slow)).containsExactly("fetch", "keep", "integrate");
      assertThat(outcomes.await(space.toString(), 6)).hasSize(6);
    }
  }

  private Set<String> members(AdminClient admin) throws Exception {
    ConsumerGroupDescription description =
        admin.describeConsumerGroups(List.of(group)).all().get().get(group);
    return description.members().stream()
        .filter(m -> m.assignment().topicPartitions().size() == 12)
        .map(m -> m.consumerId())
        .collect(Collectors.toSet());
  }

  private UUID remembered(String text) {
    UUID id = UUID.randomUUID();
    services.remembers(
        new EpisodeText(
            id,
            space,
            UUID.randomUUID(),
            Role.USER,
            "Alice",
            List.of("Alice"),
            text,
            MAY,
            MAY,
            List.of(),
            1));
    return id;
  }

  private void record(UUID id) throws Exception {
    String payload =
        json.writeValueAsString(
            new EpisodeRecorded(
                UUID.randomUUID(),
                tenant,
                space,
                id,
                UUID.randomUUID(),
                1,
                "user",
                UUID.randomUUID(),
                MAY,
                MAY,
                List.of(),
                1,
                1,
                true,
                null));
    publisher.publish(List.of(new OutgoingEvent(Topics.EPISODE_RECORDED, space, payload, null)));
  }
}
