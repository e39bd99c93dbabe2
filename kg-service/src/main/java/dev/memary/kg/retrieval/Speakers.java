package dev.memary.kg.retrieval;

import dev.memary.kg.graph.SpaceKey;
import java.util.List;

/** Port: who speaks in a space. A name that came up just now may be missing. */
@FunctionalInterface
public interface Speakers {
  List<String> of(SpaceKey space);
}
