package dev.memary.kg.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.kg.KgServiceTest;
import dev.memary.kg.graph.Candidate;
import dev.memary.kg.graph.CandidateQuery;
import dev.memary.kg.graph.CandidateQuery.Embedded;
import dev.memary.kg.graph.CandidateQuery.Scope;
import dev.memary.kg.graph.SpaceKey;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.neo4j.driver.Driver;
import org.neo4j.driver.summary.Plan;

/**
 * A statement is planned while the graph is nearly empty and the plan is kept while it grows: it
 * must find its nodes by their keys, whatever the statistics say.
 */
@QuarkusTest
class QueryPlansTest implements KgServiceTest {
  private static final SpaceKey SPACE = new SpaceKey("plans", UUID.randomUUID());

  @Inject Driver driver;

  static Stream<NamedQuery> writes() {
    Map<SpaceKey, List<Map<String, Object>>> rows =
        Map.of(SPACE, List.of(Map.of("id", "x", "key", "x")));
    return Stream.of(
        Queries.lock(List.of(SPACE)),
        Queries.index(rows),
        Queries.openForIntegration(rows),
        Queries.mentionsOf(rows),
        Queries.factsOf(rows),
        Queries.retract(rows),
        Queries.tallies(rows),
        Queries.putEntities(rows),
        Queries.deleteEntities(rows),
        Queries.mention(rows),
        Queries.support(rows),
        Queries.settleFacts(rows),
        Queries.statementsOfStates(rows, null),
        Queries.statementsOfFacts(rows, null),
        Queries.settleTimes(rows),
        Queries.integrated(rows),
        Queries.buryEpisode(SPACE, UUID.randomUUID()),
        Queries.deleteEpisode(SPACE, UUID.randomUUID()),
        Queries.embedEpisodes(SPACE, rows.get(SPACE)),
        Queries.embedFacts(SPACE, rows.get(SPACE)),
        Queries.embedEntities(SPACE, rows.get(SPACE)),
        Queries.linkEntities(SPACE, rows.get(SPACE), 384),
        Queries.settleUnembedded(SPACE),
        Queries.rename(SPACE, List.of("a"), List.of("b"), List.of("")),
        Queries.outdate(rows));
  }

  static Stream<NamedQuery> reads() {
    CandidateQuery query =
        new CandidateQuery(
            SPACE.tenantId(),
            List.of(SPACE.spaceId()),
            List.of("garden"),
            new Embedded(new float[384], "m"),
            Set.of(Candidate.Kind.values()),
            Scope.ALL,
            10);
    return Stream.of(
        Queries.episodesByWords(SPACE, query),
        Queries.episodesByMeaning(SPACE, query),
        Queries.states(SPACE.tenantId(), List.of(SPACE.spaceId())),
        Queries.speakers(SPACE),
        Queries.factsByWords(SPACE, query),
        Queries.factsByMeaning(SPACE, query),
        Queries.around(SPACE, List.of("garden"), query),
        Queries.episodesById(SPACE, List.of(UUID.randomUUID()), query),
        Queries.mentioning(SPACE, "garden"),
        Queries.withUnembedded(1),
        Queries.unembedded(SPACE, 1),
        Queries.entitiesByWords(SPACE, query),
        Queries.entityNames(SPACE, List.of(UUID.randomUUID())));
  }

  @ParameterizedTest
  @MethodSource({"writes", "reads"})
  void nodesAreFound_byKeyOrByTheQuestion_neverBySpace(NamedQuery query) {
    assertThat(steps(query))
        .noneMatch(step -> step.contains("Scan") || step.contains("Episode(space_id)"));
  }

  /** They go through all of the space, and only through it. */
  @Test
  void wholeSpace_isFoundByAnIndex() {
    for (NamedQuery query :
        List.of(
            Queries.embeddedOtherwise(SPACE, "m", 10),
            Queries.bury(SPACE),
            Queries.clearSpace(SPACE, "Fact"),
            Queries.clearSpace(SPACE, "Entity"),
            Queries.clearSpace(SPACE, "Episode"),
            Queries.residueOfSpace(SPACE))) {
      assertThat(steps(query)).as(query.name()).noneMatch(step -> step.contains("Scan"));
    }
  }

  private List<String> steps(NamedQuery query) {
    try (var session = driver.session()) {
      List<String> steps = new ArrayList<>();
      collect(session.run("EXPLAIN " + query.text(), query.parameters()).consume().plan(), steps);
      return steps;
    }
  }

  private static void collect(Plan plan, List<String> steps) {
    steps.add(plan.operatorType() + " " + plan.arguments().get("Details"));
    plan.children().forEach(child -> collect(child, steps));
  }
}
