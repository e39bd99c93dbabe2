package dev.memary.memory.personas;

import dev.memary.memory.spaces.SpaceName;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Port: personas of spaces. Every text that ever stood is kept until the space is forgotten. */
public interface PersonaStore {
  /** The persona as it was then; null is now. */
  Optional<Persona> of(String tenantId, UUID spaceId, @Nullable Instant asOf);

  /** Writes it anew, making the space if need be; the same text makes no version. */
  Persona write(String tenantId, SpaceName space, String text, String writtenBy);
}
