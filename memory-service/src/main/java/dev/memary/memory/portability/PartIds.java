package dev.memary.memory.portability;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * What an id of a file becomes in the space it is brought into. The same id always becomes the
 * same, so that a file brought in again adds nothing; in another space it becomes another. The time
 * and the counter of an id of version 7 stay, so that what was recorded first is still first; what
 * was random is a hash.
 */
public final class PartIds {
  private static final long RANDOM = 0x0000_FFFF_FFFF_FFFFL;

  private PartIds() {}

  public static UUID in(UUID spaceId, UUID sourceId) {
    return withHash(sourceId, hash(spaceId, sourceId));
  }

  private static UUID withHash(UUID id, long hash) {
    return new UUID(
        id.getMostSignificantBits(), (id.getLeastSignificantBits() & ~RANDOM) | (hash & RANDOM));
  }

  private static long hash(UUID spaceId, UUID sourceId) {
    byte[] both =
        ByteBuffer.allocate(2 * 2 * Long.BYTES)
            .putLong(spaceId.getMostSignificantBits())
            .putLong(spaceId.getLeastSignificantBits())
            .putLong(sourceId.getMostSignificantBits())
            .putLong(sourceId.getLeastSignificantBits())
            .array();
    try {
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(both)).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
