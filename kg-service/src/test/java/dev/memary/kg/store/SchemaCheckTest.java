package dev.memary.kg.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchIllegalStateException;

import dev.memary.kg.KgServiceTest;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Session;

/** A label and indexes of its own in the graph that everybody shares. */
@QuarkusTest
class SchemaCheckTest implements KgServiceTest {
  private final String own = "schema_" + UUID.randomUUID().toString().replace("-", "");

  @Inject Driver driver;
  private Session session;

  @BeforeEach
  void open() {
    session = driver.session();
  }

  @AfterEach
  void removeAll() {
    session.run("MATCH (n:%s) DELETE n".formatted(own)).consume();
    session.run("DROP CONSTRAINT %s IF EXISTS".formatted(own)).consume();
    session.run("DROP INDEX %s IF EXISTS".formatted(own)).consume();
    session.run("DROP INDEX %s_other IF EXISTS".formatted(own)).consume();
    session.close();
  }

  @Test
  void nothingThere_everyKindIsMadeAndIsAsNeeded() {
    for (GraphIndex index :
        List.of(
            GraphIndex.unique(own, own, "space_id", "key"),
            GraphIndex.range(own, own, "space_id", "key"),
            GraphIndex.fullText(own, own, "space_id", "text"),
            vector(3))) {
      assertThatCode(() -> ensure(index)).doesNotThrowAnyException();
      assertThatCode(() -> ensure(index)).as("again").doesNotThrowAnyException();
      removeAll();
      open();
    }
  }

  @Test
  void vectorsOfAnotherDimension_refusedWithWhatToDo() {
    ensure(vector(3));

    assertRefused(vector(4))
        .contains("vector.dimensions must be 4, not 3")
        .contains("\"DROP INDEX " + own + "\"");
  }

  @Test
  void otherKindUnderTheName_refused() {
    ensure(GraphIndex.range(own, own, "text"));

    assertRefused(GraphIndex.fullText(own, own, "text"))
        .contains("type must be FULLTEXT, not RANGE");
  }

  @Test
  void otherProperties_refused() {
    ensure(GraphIndex.fullText(own, own, "text"));

    assertRefused(GraphIndex.fullText(own, own, "space_id", "text"))
        .contains("properties must be [space_id, text], not [text]");
  }

  @Test
  void indexWithoutItsConstraint_refused() {
    ensure(GraphIndex.range(own, own, "key"));

    assertRefused(GraphIndex.unique(own, own, "key")).contains("it is no constraint");
  }

  @Test
  void anotherInItsPlace_refusedAndNamed() {
    ensure(GraphIndex.range(own + "_other", own, "key"));

    assertRefused(GraphIndex.range(own, own, "key"))
        .contains("is missing because " + own + "_other has its place")
        .contains("\"DROP INDEX " + own + "_other\"");
  }

  @Test
  void nodesThatBreakAConstraint_refusedWithoutTellingTheirKeys() {
    session.run("UNWIND [1, 2] AS i CREATE (:%s {key: 'Bruno'})".formatted(own)).consume();

    assertRefused(GraphIndex.unique(own, own, "key"))
        .contains("several nodes agree in it")
        .doesNotContain("Bruno");
  }

  @Test
  void failedIndex_refused() {
    FoundIndex failed =
        new FoundIndex(own, "FAILED", 0, "RANGE", List.of(own), List.of("key"), Map.of(), null);

    assertThat(SchemaCheck.problems(List.of(GraphIndex.range(own, own, "key")), List.of(failed)))
        .singleElement()
        .asString()
        .contains("is FAILED", "failureMessage", "DROP INDEX " + own);
  }

  @Test
  void schemaOfTheService_isAsNeeded() {
    assertThat(
            SchemaCheck.problems(
                GraphSchema.INDEXES, session.run(FoundIndex.QUERY).list(FoundIndex::of)))
        .isEmpty();
  }

  private GraphIndex vector(int dimensions) {
    return GraphIndex.vector(own, own, dimensions, "embedding", "space_id");
  }

  private void ensure(GraphIndex index) {
    GraphSchema.ensure(session, List.of(index));
  }

  private AbstractStringAssert<?> assertRefused(GraphIndex index) {
    return assertThat(catchIllegalStateException(() -> ensure(index)).getMessage());
  }
}
