package dev.memary.memory.store;

import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Locks on a space that end with the transaction, for roles that may not lock its row. */
final class SpaceLock {
  private SpaceLock() {}

  /** Writers of a space that bring ids of their own, so that none is recorded twice. */
  static void forExternalIds(Handle handle, UUID spaceId) {
    lock(handle, spaceId, 0);
  }

  /** Keeping a letter and forgetting the space that it is about go one after the other. */
  static void forLetters(Handle handle, UUID spaceId) {
    lock(handle, spaceId, 1);
  }

  /** Versions of a persona are counted one after the other. */
  static void forPersona(Handle handle, UUID spaceId) {
    lock(handle, spaceId, 2);
  }

  private static void lock(Handle handle, UUID spaceId, int what) {
    handle
        .createQuery("SELECT 1 FROM pg_advisory_xact_lock(hashtextextended(:space, :what))")
        .bind("space", spaceId.toString())
        .bind("what", what)
        .mapTo(Integer.class)
        .one();
  }
}
