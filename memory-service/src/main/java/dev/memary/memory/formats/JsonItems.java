package dev.memary.memory.formats;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memary.memory.portability.InvalidFileException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;

/** The objects of a JSON file one by one, however many there are. */
final class JsonItems {
  private final ObjectMapper json;

  JsonItems(ObjectMapper json) {
    this.json = json;
  }

  /** Takes objects. */
  @FunctionalInterface
  interface Taker {
    void take(long line, ObjectNode item) throws IOException;
  }

  /** One object after the other, as in JSON Lines. */
  void ofLines(InputStream file, Taker taker) throws IOException {
    read(
        file,
        (parser, input) -> {
          while (parser.nextToken() != null) {
            take(parser, input, taker);
          }
        });
  }

  /** The objects of an array: the file itself, or under one of these names in its one object. */
  void ofArray(InputStream file, Set<String> names, Taker taker) throws IOException {
    read(
        file,
        (parser, input) -> {
          if (parser.nextToken() == JsonToken.START_OBJECT) {
            toArray(parser, names);
          }
          if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw new InvalidFileException(0, "body", "must be or hold an array of objects");
          }
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            take(parser, input, taker);
          }
        });
  }

  @FunctionalInterface
  private interface Reading {
    void read(JsonParser parser, BoundedInput input) throws IOException;
  }

  private void read(InputStream file, Reading reading) throws IOException {
    BoundedInput input = new BoundedInput(file);
    try (JsonParser parser = json.getFactory().createParser(input)) {
      parser.disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
      reading.read(parser, input);
    } catch (JsonProcessingException e) {
      long line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      throw new InvalidFileException(line, line == 0 ? "body" : "", "must be valid JSON");
    }
  }

  private static void toArray(JsonParser parser, Set<String> names) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean wanted = names.contains(parser.currentName());
      parser.nextToken();
      if (wanted) {
        return;
      }
      parser.skipChildren();
    }
  }

  private void take(JsonParser parser, BoundedInput input, Taker taker) throws IOException {
    long line = parser.currentLocation().getLineNr();
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new InvalidFileException(line, "", "must be a JSON object");
    }
    ObjectNode item = json.readTree(parser);
    input.nextItem();
    taker.take(line, item);
  }
}
