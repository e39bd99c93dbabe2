package dev.memary.memory.formats;

import com.github.f4b6a3.uuid.UuidCreator;
import java.time.Instant;
import java.util.UUID;

/** Ids for what has none that is a UUID of version 7: the same for the same, in order of time. */
final class MadeIds {
  private static final long COUNTER = 0x3FFF;
  private static final int COUNTER_BITS = 14;
  private static final int RANDOM_BITS = 48;

  private MadeIds() {}

  /**
   * An id.
   *
   * @param index puts those of the same millisecond in order
   * @param name what it is the id of
   */
  static UUID of(Instant time, long index, String name) {
    long hash = UuidCreator.getNameBasedSha1(name).getLeastSignificantBits();
    return new UUID(
        (Math.max(0, time.toEpochMilli()) << 16) | 0x7000 | ((index >>> COUNTER_BITS) & 0xFFF),
        (0b10L << 62) | ((index & COUNTER) << RANDOM_BITS) | (hash & ((1L << RANDOM_BITS) - 1)));
  }
}
