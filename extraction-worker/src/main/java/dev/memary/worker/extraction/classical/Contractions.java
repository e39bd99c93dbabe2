package dev.memary.worker.extraction.classical;

import dev.memary.worker.extraction.classical.Token.Tag;
import java.util.List;
import java.util.Map;

/** Takes "I'm", "don't", "Emma's" and "gonna" apart, which the tagger leaves in one piece. */
final class Contractions {

  private record Ending(Tag tag, String lemma) {}

  private static final Map<String, Ending> ENDINGS =
      Map.of(
          "'m", new Ending(Tag.AUX, "be"),
          "'re", new Ending(Tag.AUX, "be"),
          "'ve", new Ending(Tag.AUX, "have"),
          "'ll", new Ending(Tag.AUX, "will"),
          "'d", new Ending(Tag.AUX, "would"));

  private static final Map<String, String> NEGATED =
      Map.of("ca", "can", "wo", "will", "sha", "shall", "ai", "be");

  private static final Map<String, String> RUN_TOGETHER =
      Map.of("gonna", "go", "wanna", "want", "gotta", "get");

  private Contractions() {}

  static List<Token> split(Token token, String rawTag, String nextTag) {
    String lower = token.lower().replace('’', '\'');
    int apostrophe = lower.lastIndexOf('\'');
    if (lower.endsWith("n't") && lower.length() > 3) {
      return negation(token, lower.substring(0, lower.length() - 3));
    }
    if (RUN_TOGETHER.containsKey(lower)) {
      return runTogether(token, RUN_TOGETHER.getOrDefault(lower, lower));
    }
    if (apostrophe <= 0) {
      return List.of(token);
    }
    String ending = lower.substring(apostrophe);
    if (ending.equals("'s")) {
      return cut(token, apostrophe, genitiveOrBe(lower.substring(0, apostrophe), rawTag, nextTag));
    }
    if (ending.equals("'") && lower.endsWith("s'")) {
      return cut(token, apostrophe, new Ending(Tag.PART, "'s"));
    }
    Ending known = ENDINGS.get(ending);
    return known == null ? List.of(token) : cut(token, apostrophe, known);
  }

  private static List<Token> negation(Token token, String stem) {
    String lemma = NEGATED.getOrDefault(stem, auxiliaryLemma(stem));
    int middle = token.text().length() - 3;
    return List.of(
        part(token, 0, middle, Tag.AUX, lemma),
        part(token, middle, token.text().length(), Tag.PART, "not"));
  }

  private static List<Token> runTogether(Token token, String lemma) {
    int middle = token.text().length() - 2;
    return List.of(
        part(token, 0, middle, Tag.VERB, lemma),
        new Token("to", "to", Tag.PART, "to", token.start() + middle, token.end()));
  }

  private static Ending genitiveOrBe(String stem, String rawTag, String nextTag) {
    boolean pronoun =
        switch (stem) {
          case "he", "she", "it", "that", "there", "what", "who", "here", "where", "how", "let" ->
              true;
          default -> false;
        };
    if (pronoun) {
      return new Ending(Tag.AUX, "be");
    }
    boolean verbFollows = rawTag.contains("AUX") || rawTag.equals("VERB");
    boolean nounFollows =
        nextTag.equals("NOUN") || nextTag.equals("PROPN") || nextTag.equals("ADJ");
    return verbFollows && !nounFollows ? new Ending(Tag.AUX, "be") : new Ending(Tag.PART, "'s");
  }

  private static List<Token> cut(Token token, int at, Ending ending) {
    Tag first = pronounOrNoun(token);
    return List.of(
        part(token, 0, at, first, ""),
        part(token, at, token.text().length(), ending.tag(), ending.lemma()));
  }

  private static Tag pronounOrNoun(Token token) {
    return switch (token.lower().replaceAll("['’].*", "")) {
      case "i",
          "you",
          "he",
          "she",
          "it",
          "we",
          "they",
          "that",
          "this",
          "there",
          "who",
          "what",
          "where",
          "how",
          "here" ->
          Tag.PRON;
      case "let" -> Tag.VERB;
      default -> token.isCapitalised() ? Tag.PROPN : Tag.NOUN;
    };
  }

  private static Token part(Token token, int from, int to, Tag tag, String lemma) {
    String text = token.text().substring(from, to);
    String lower = token.lower().substring(from, to).replace('’', '\'');
    return new Token(
        text,
        lower,
        tag,
        lemma.isEmpty() ? lower : lemma,
        token.start() + from,
        token.start() + to);
  }

  private static String auxiliaryLemma(String form) {
    return switch (form) {
      case "is", "are", "was", "were", "am" -> "be";
      case "has", "have", "had" -> "have";
      case "do", "does", "did" -> "do";
      default -> form;
    };
  }
}
