package dev.memary.kg.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Session;

/** Indexes for vectors of any length: made when the first of a length comes. */
@ApplicationScoped
class VectorIndexes {
  private static final Logger LOG = Logger.getLogger(VectorIndexes.class);

  /** The length of what the platform's own model gives. */
  static final int USUAL = 384;

  private final Driver driver;
  private final Set<Integer> ready = ConcurrentHashMap.newKeySet();

  VectorIndexes(Driver driver) {
    this.driver = driver;
    ready.add(USUAL);
  }

  /** Of what the nodes of these labels mean, in vectors of this length. */
  static List<GraphIndex> of(int dimensions) {
    return List.of(
        meaning("Episode", dimensions), meaning("Fact", dimensions), meaning("Entity", dimensions));
  }

  private static GraphIndex meaning(String label, int dimensions) {
    return GraphIndex.vector(
        "%s_meaning_%d".formatted(label.toLowerCase(Locale.ROOT), dimensions),
        label,
        dimensions,
        "embedding_" + dimensions,
        "space_id",
        "embedding_model");
  }

  /** Returns when vectors like these can be written and searched. */
  void prepare(Stream<float[]> vectors) {
    vectors
        .map(vector -> vector.length)
        .distinct()
        .filter(length -> !ready.contains(length))
        .forEach(this::prepare);
  }

  private void prepare(int dimensions) {
    try (Session session = driver.session()) {
      GraphSchema.ensure(session, of(dimensions));
    }
    ready.add(dimensions);
    LOG.infof("Vectors of %d numbers can be searched", dimensions);
  }
}
