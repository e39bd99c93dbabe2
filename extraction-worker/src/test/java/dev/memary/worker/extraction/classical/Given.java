package dev.memary.worker.extraction.classical;

import dev.memary.worker.extraction.Extraction;
import dev.memary.worker.extraction.Role;
import dev.memary.worker.extraction.Utterance;
import java.time.Instant;
import java.util.List;

/** The stage of the tests: Alice speaks to Bob on Wednesday, 15 May 2024. */
final class Given {

  static final Instant NOW = Instant.parse("2024-05-15T10:00:00Z");
  static final ClassicalExtractor EXTRACTOR = ClassicalExtractor.load();

  private Given() {}

  static Extraction aliceSays(String text) {
    return EXTRACTOR.extract(utterance(text));
  }

  static Utterance utterance(String text) {
    return new Utterance(text, "Alice", Role.USER, NOW, List.of("Alice", "Bob"));
  }
}
