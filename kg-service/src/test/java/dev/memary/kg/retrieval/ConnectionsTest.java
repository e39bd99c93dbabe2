package dev.memary.kg.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.kg.graph.Candidate;
import dev.memary.kg.graph.Neighbourhood;
import dev.memary.kg.graph.Neighbourhood.Node;
import dev.memary.kg.graph.Neighbourhood.Relation;
import dev.memary.kg.provider.LuceneTermAnalyzer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
  private static final TermAnalyzer ANALYZER = new LuceneTermAnalyzer();
  private final Map<String, Node> nodes = new HashMap<>();

  @Test
  void secondStep_isReachedThroughTheFactThatTheQuestionIsAbout() {
    Relation manager = relation("Alice", "Bea", "Alice's manager is Bea");
    Relation dentist = relation("Alice", "Carl", "Alice's dentist is Carl");
    Relation beasHome = relation("Bea", "Lisbon", "Bea lives in Lisbon");
    Relation carlsHome = relation("Carl", "Madrid", "Carl lives in Madrid");

    Map<UUID, Double> visits =
        visits("where does manager live", "Alice", manager, dentist, carlsHome, beasHome);

    assertThat(of(visits, beasHome)).isGreaterThan(2 * of(visits, carlsHome));
    assertThat(of(visits, manager)).isGreaterThan(of(visits, dentist));
  }

  @Test
  void episode_isVisitedByItsFacts() {
    Relation dog = relation("Alice", "Bruno", "Alice has a dog, Bruno");

    Map<UUID, Double> visits = visits("dog", "Alice", dog);

    assertThat(visits.get(dog.fact().episodeIds().getFirst())).isEqualTo(of(visits, dog));
    assertThat(of(visits, dog)).isPositive();
  }

  @Test
  void betweenTwoThatAreNamed_moreThanBesideOne() {
    Relation one = relation("Alice", "Choir", "Alice sings in the choir");
    Relation two = relation("Dora", "Choir", "Dora sings in the choir");
    Relation beside = relation("Alice", "Chess", "Alice plays chess");
    Neighbourhood around =
        new Neighbourhood(
            Set.of(nodes.get("Alice").id(), nodes.get("Dora").id()), List.of(one, two, beside), "");

    Map<UUID, Double> visits = new Connections(around, Set.of(), ANALYZER).visits();

    assertThat(of(visits, one)).isGreaterThan(of(visits, beside));
  }

  @Test
  void beyond_withoutWhatIsSaidOfTheOneThatIsNamed() {
    Relation manager = relation("Alice", "Bea", "Alice's manager is Bea");
    Relation home = relation("Bea", "Lisbon", "Bea lives in Lisbon");
    Neighbourhood one =
        new Neighbourhood(Set.of(nodes.get("Alice").id()), List.of(manager, home), "");
    Neighbourhood two =
        new Neighbourhood(
            Set.of(nodes.get("Alice").id(), nodes.get("Bea").id()), List.of(manager, home), "");

    assertThat(new Connections(one, Set.of(), ANALYZER).visitsBeyond())
        .containsOnlyKeys(home.fact().id(), home.fact().episodeIds().getFirst());
    assertThat(new Connections(two, Set.of(), ANALYZER).visitsBeyond()).hasSize(4);
  }

  @Test
  void nothingNamed_nothingVisited() {
    assertThat(new Connections(Neighbourhood.NONE, Set.of("dog"), ANALYZER).visits()).isEmpty();
  }

  private static double of(Map<UUID, Double> visits, Relation relation) {
    return visits.get(relation.fact().id());
  }

  private Map<UUID, Double> visits(String question, String named, Relation... relations) {
    Neighbourhood around = new Neighbourhood(Set.of(nodes.get(named).id()), List.of(relations), "");
    return new Connections(around, Set.copyOf(ANALYZER.terms(question)), ANALYZER).visits();
  }

  private Relation relation(String subject, String object, String statement) {
    Candidate fact =
        new Candidate(
            UUID.randomUUID(),
            Candidate.Kind.FACT,
            new UUID(0, 1),
            statement,
            "",
            "",
            null,
            0,
            Instant.EPOCH,
            null,
            null,
            0,
            List.of(subject, object),
            List.of(UUID.randomUUID()));
    return new Relation(fact, "knows", node(subject), node(object));
  }

  private Node node(String name) {
    return nodes.computeIfAbsent(name, n -> new Node(UUID.randomUUID(), n, "thing"));
  }
}
