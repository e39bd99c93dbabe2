package dev.memary.kg.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OntologyTest {
  private final Ontology builtIn = new Ontology(Map.of(), Map.of());
  private final Ontology own =
      new Ontology(
          Map.of("Drug", "Medicine", "city", "concept", "medicine", "medicine"),
          Map.of("lives_in", "", "drives", "car"));

  @Test
  void type_isOneOfSeven_byWhicheverWord() {
    assertThat(builtIn.type("person")).isEqualTo("person");
    assertThat(builtIn.type(" City ")).isEqualTo("place");
    assertThat(builtIn.type("COMPANY")).isEqualTo("organization");
    assertThat(builtIn.type("quasar")).isEqualTo("thing");
  }

  @Test
  void type_ofTheInstallationsOwn_comesFirst() {
    assertThat(own.type("drug")).isEqualTo("medicine");
    assertThat(own.type("medicine")).isEqualTo("medicine");
    assertThat(own.type("city")).isEqualTo("concept");
    assertThat(own.type("country")).isEqualTo("place");
  }

  @Test
  void state_ofTheInstallationsOwn_comesFirst() {
    assertThat(builtIn.state("lives_in")).contains("residence");
    assertThat(builtIn.state("favourite_colour")).contains("favourite_colour");
    assertThat(builtIn.state("has")).isEmpty();
    assertThat(own.state("lives_in")).isEmpty();
    assertThat(own.state("drives")).contains("car");
  }
}
