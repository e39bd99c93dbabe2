package dev.memary.kg.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.kg.KgServiceTest;
import dev.memary.kg.graph.GraphStore;
import dev.memary.kg.graph.GraphStoreTest;
import dev.memary.kg.graph.SpaceKey;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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

    assertThat(indexes()).isEqualTo(before).contains("episode_text", "episode_meaning_384");
  }

  @Override
  protected List<String> dump(SpaceKey space) {
    String id = space.spaceId().toString().replace("-", "");
    return Stream.of(
            """
            MATCH (e:Episode {space_id: $space}) WHERE e.integrated_generation IS NOT NULL
            RETURN 'episode ' + e.id + ' ' + e.integrated_generation
            """,
            """
            MATCH (n:Entity {space_id: $space})
            RETURN 'entity ' + n.id + ' ' + n.key + ' ' + n.name + ' ' + n.type + ' ' + reduce(s = '', a IN n.aliases | s + a + ',')
                   + reduce(s = '', i IN range(0, size(n.form_names) - 1)
                            | s + n.form_names[i] + '/' + n.form_types[i] + '/' + n.form_counts[i] + ',')
            """,
            """
            MATCH (e:Episode {space_id: $space})-[m:MENTIONS]->(n:Entity)
            RETURN 'mention ' + e.id + ' ' + n.key + ' ' + m.count + ' ' + toString(m.at) + ' ' + m.generation
            """,
            """
            MATCH (s:Entity)<-[:SUBJECT]-(f:Fact {space_id: $space})-[r:SUPPORTED_BY]->(e:Episode)
            OPTIONAL MATCH (f)-[:OBJECT]->(o:Entity)
            RETURN 'fact ' + f.id + ' ' + s.key + ' ' + f.predicate + ' ' + coalesce(o.key, '') + ' ' + coalesce(f.literal, '') + ' '
                   + f.statement + ' ' + toString(f.recorded_at) + ' ' + f.confidence + ' ' + e.id + ' ' + r.generation + ' '
                   + reduce(s = '', spell IN r.spells | s + spell + ',') + ' ' + reduce(s = '', at IN f.held_from + f.held_to | s + toString(at) + ',') + ' '
                   + coalesce(toString(f.invalidated_at), '') + ' ' + coalesce(f.closed_by, '')
            """)
        .flatMap(cypher -> lines(cypher, id).stream())
        .sorted()
        .toList();
  }

  private List<String> lines(String cypher, String space) {
    try (var session = driver.session()) {
      return session.run(cypher, Map.of("space", space)).list(row -> row.get(0).asString());
    }
  }

  private List<String> indexes() {
    try (var session = driver.session()) {
      return session
          .run("SHOW INDEXES YIELD name RETURN name ORDER BY name")
          .list(r -> r.get(0).asString());
    }
  }
}
