package dev.memary.memory.portability;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/** Port: files of any size, by key. An object is there as a whole or not at all. */
public interface ObjectStore {
  /**
   * Writes an object, in place of one that is there; when the content fails, nothing is written.
   *
   * @throws IOException what the content threw, and nothing else
   * @throws UnavailableException when the storage cannot be reached
   */
  void put(ObjectKey key, Content content) throws IOException;

  /** What an object holds, to be closed; empty when there is none. */
  Optional<InputStream> get(ObjectKey key);

  /** Whether there is such an object. */
  default boolean has(ObjectKey key) {
    Optional<InputStream> object = get(key);
    try (InputStream _ = object.orElse(null)) {
      return object.isPresent();
    } catch (IOException e) {
      throw new UnavailableException("An object cannot be closed", e);
    }
  }

  /** Deletes an object if it is there. */
  void delete(ObjectKey key);

  /** Deletes what lies in the folder; answers how many objects that were. */
  long delete(ObjectFolder folder);

  /** How many objects lie in the folder. */
  long count(ObjectFolder folder);

  /** Writes what is to be kept. */
  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** The storage cannot be reached, or is not set up. */
  class UnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnavailableException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
