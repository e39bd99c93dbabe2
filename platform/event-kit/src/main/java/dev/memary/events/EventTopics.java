package dev.memary.events;

import dev.memary.contracts.events.Topics;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Creates the platform's topics before anybody subscribes. Whoever starts first does it. */
@ApplicationScoped
public class EventTopics {
  private static final Logger LOG = Logger.getLogger(EventTopics.class);
  private static final int PARTITIONS = 12;
  private static final String SEVEN_DAYS_MS = "604800000";
  private static final List<String> TOPICS =
      List.of(Topics.EPISODE_RECORDED, Topics.EPISODE_PROCESSED, Topics.SPACE_FORGOTTEN);

  private final Map<String, Object> broker;
  private final Optional<Short> replicas;

  public EventTopics(
      @Identifier("default-kafka-broker") Map<String, Object> broker,
      @ConfigProperty(name = "memary.kafka.replicas") Optional<Short> replicas) {
    this.broker = broker;
    this.replicas = replicas;
  }

  void create(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
    Map<String, Object> config = new HashMap<>(broker);
    try (AdminClient admin = AdminClient.create(config)) {
      List<NewTopic> topics =
          TOPICS.stream()
              .flatMap(t -> Stream.of(t, t + DeadLetterHeaders.TOPIC_SUFFIX))
              .map(this::topic)
              .toList();
      for (var creation : admin.createTopics(topics).values().values()) {
        awaitCreated(creation);
      }
    }
  }

  private NewTopic topic(String name) {
    return new NewTopic(name, Optional.of(PARTITIONS), replicas)
        .configs(Map.of("retention.ms", SEVEN_DAYS_MS));
  }

  private static void awaitCreated(org.apache.kafka.common.KafkaFuture<Void> creation) {
    try {
      creation.get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new IllegalStateException(
            "Topics cannot be created: is kafka.bootstrap.servers right and the broker up?", e);
      }
      LOG.debug("Topic is already there");
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "Topics cannot be created within 60 s: is kafka.bootstrap.servers right?", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while creating topics", e);
    }
  }
}
