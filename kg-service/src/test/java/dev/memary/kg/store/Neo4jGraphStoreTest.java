package dev.memary.kg.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.kg.KgServiceTest;
import dev.memary.kg.graph.GraphStore;
import dev.memary.kg.graph.GraphStoreTest;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.neo4j.driver.Driver;

@QuarkusTest
class Neo4jGraphStoreTest extends GraphStoreTest implements KgServiceTest {
  @Inject GraphStore store;
  @Inject GraphSchema schema;
  @Inject Driver driver;

  @Override
  protected GraphStore graph() {
    return store;
  }

  @Test
  void schema_createdTwice_isTheSame() {
    List<String> before = indexes();
    schema.create(new StartupEvent());

    assertThat(indexes()).isEqualTo(before).contains("episode_text", "episode_embedding_384");
  }

  private List<String> indexes() {
    try (var session = driver.session()) {
      return session
          .run("SHOW INDEXES YIELD name RETURN name ORDER BY name")
          .list(r -> r.get(0).asString());
    }
  }
}
