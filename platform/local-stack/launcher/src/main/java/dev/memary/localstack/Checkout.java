package dev.memary.localstack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Finds the directory the project is checked out in: the servers run from what was built there. */
public final class Checkout {

  private Checkout() {}

  /** {@code MEMARY_ROOT}, or else the nearest parent directory that holds the memary script. */
  public static Path root() {
    var given = System.getenv("MEMARY_ROOT");
    if (given != null && !given.isBlank()) {
      return Path.of(given).toAbsolutePath().normalize();
    }
    return Stream.iterate(Path.of("").toAbsolutePath(), path -> path != null, Path::getParent)
        .filter(directory -> Files.isRegularFile(directory.resolve("memary")))
        .findFirst()
        .orElseThrow(() ->
            new StackException(
                "Memary's checkout was not found; set MEMARY_ROOT to its directory."));
  }
}
