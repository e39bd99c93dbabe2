package dev.memary.worker.extraction.classical;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** An utterance of the label files with what a careful reader notes down. */
record LabelledSentence(String text, List<Entity> entities, List<Fact> facts) {

  record Entity(String name, String type) {}

  /** A date that is not given is not compared. */
  record Fact(String subject, String predicate, String object, String from, String to) {}

  static List<LabelledSentence> of(String file) {
    List<LabelledSentence> sentences = new ArrayList<>();
    for (String line : lines(file)) {
      if (line.startsWith("> ")) {
        sentences.add(
            new LabelledSentence(line.substring(2), new ArrayList<>(), new ArrayList<>()));
      } else if (line.startsWith("e ")) {
        String[] parts = parts(line);
        sentences.getLast().entities().add(new Entity(parts[0], parts[1]));
      } else if (line.startsWith("f ")) {
        String[] parts = parts(line);
        String from = parts.length > 3 ? parts[3] : "";
        String to = parts.length > 4 ? parts[4] : "";
        sentences.getLast().facts().add(new Fact(parts[0], parts[1], parts[2], from, to));
      }
    }
    return sentences;
  }

  private static String[] parts(String line) {
    String[] parts = line.substring(2).split("\\|");
    for (int i = 0; i < parts.length; i++) {
      parts[i] = parts[i].strip();
    }
    return parts;
  }

  private static List<String> lines(String file) {
    try (InputStream in =
        Objects.requireNonNull(LabelledSentence.class.getResourceAsStream(file), file)) {
      return new String(in.readAllBytes(), UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
