package dev.memary.worker.extraction.classical;

import dev.memary.worker.extraction.EntityType;
import dev.memary.worker.extraction.ExtractedEntity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects the entities of an utterance; the strongest evidence decides the type. */
final class EntityBook {

  /** How much a hint about a type counts. */
  enum Evidence {
    /** Nothing but a capital letter. */
    GUESS,
    /** The words around it. */
    CONTEXT,
    /** A word list or a part of the name. */
    LIST,
    /** The sentence says so: a title, a relation, a participant. */
    CERTAIN
  }

  private static final class Entry {
    private EntityType type;
    private Evidence evidence;
    private int mentions;
    private final Set<String> aliases = new LinkedHashSet<>();

    private Entry(EntityType type, Evidence evidence) {
      this.type = type;
      this.evidence = evidence;
    }

    private void learn(EntityType newType, Evidence newEvidence) {
      if (newEvidence.compareTo(evidence) > 0) {
        type = newType;
        evidence = newEvidence;
      }
    }
  }

  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /** The type as far as it is known. */
  @Nullable EntityType type(String name) {
    Entry entry = entries.get(name);
    return entry == null ? null : entry.type;
  }

  void mention(String name, EntityType type, Evidence evidence) {
    learn(name, type, evidence);
    Entry entry = entries.get(name);
    if (entry != null) {
      entry.mentions++;
    }
  }

  void learn(String name, EntityType type, Evidence evidence) {
    entries.computeIfAbsent(name, n -> new Entry(type, evidence)).learn(type, evidence);
  }

  void alias(String name, String alias) {
    Entry entry = entries.get(name);
    if (entry != null && !alias.equals(name)) {
      entry.aliases.add(alias);
    }
  }

  List<ExtractedEntity> entities() {
    List<ExtractedEntity> entities = new ArrayList<>();
    entries.forEach((name, entry) ->
        entities.add(
            new ExtractedEntity(
                name, entry.type, List.copyOf(entry.aliases), Math.max(1, entry.mentions))));
    return entities;
  }
}
