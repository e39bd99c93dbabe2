package dev.memary.kg.provider;

import dev.memary.kg.integration.Ontology;
import io.smallrye.config.ConfigMapping;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;

/** The ontology, with what the installation adds to it. */
@ApplicationScoped
public class OntologyConfig {
  /** {@code memary.ontology.*}. */
  @ConfigMapping(prefix = "memary.ontology")
  interface Settings {
    /** Type by the word for it. */
    Map<String, String> types();

    /** State by predicate. */
    Map<String, String> states();
  }

  @Produces
  @Singleton
  Ontology ontology(Settings settings) {
    return new Ontology(settings.types(), settings.states());
  }
}
