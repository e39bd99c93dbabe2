package dev.memary.router.embeddings;

import java.util.List;

/** What a model was trained to read before a text, so that it knows what the text is for. */
public record Prefixes(String passage, String query) {
  public static final Prefixes NONE = new Prefixes("", "");

  /** The texts as the model is to read them. */
  public List<String> before(List<String> texts, InputType type) {
    String prefix =
        switch (type) {
          case PASSAGE -> passage;
          case QUERY -> query;
        };
    return texts.stream().map(prefix::concat).toList();
  }
}
