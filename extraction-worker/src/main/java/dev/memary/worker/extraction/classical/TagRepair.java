package dev.memary.worker.extraction.classical;

import dev.memary.worker.extraction.classical.Token.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts right what the tagger often gets wrong in conversations. */
final class TagRepair {

  private static final Set<String> SUBJECT_PRONOUNS = Set.of("i", "you", "he", "she", "we", "they");
  private static final Set<String> BASE_VERBS = Set.of("like", "love", "hate", "work", "live");
  private static final Set<String> PLAIN_ADJECTIVES =
      Set.of("good", "great", "sure", "happy", "sorry", "glad", "busy", "tired", "excited");
  private static final Set<String> ADJECTIVES = Set.of("allergic", "married", "engaged", "single");
  private static final Map<String, String> LEMMAS =
      Map.of(
          "lives", "live", "lived", "live", "living", "live", "married", "marry", "born", "bear");
  private static final Set<String> POSSESSIVES =
      Set.of("my", "your", "his", "her", "our", "their", "'s");
  private static final Set<String> PRONOUN_ENDINGS =
      Set.of("self", "selves", "one", "body", "thing");
  private static final Set<String> PRONOUNS =
      Set.of(
          "i", "you", "he", "she", "it", "we", "they", "me", "him", "her", "us", "them", "my",
          "your", "his", "its", "our", "their", "mine", "yours", "hers", "ours", "theirs", "this",
          "that", "these", "those", "who", "whom", "whose", "which", "what", "there", "none", "all",
          "some", "any", "each", "both", "many", "much", "few", "other", "another", "one", "u");

  private final Lexicon lexicon;

  TagRepair(Lexicon lexicon) {
    this.lexicon = lexicon;
  }

  List<Token> repair(List<Token> tokens) {
    List<Token> repaired = new ArrayList<>(tokens);
    for (int i = 0; i < repaired.size(); i++) {
      repaired.set(i, repair(repaired, i));
    }
    findLostVerb(repaired);
    return repaired;
  }

  private Token repair(List<Token> tokens, int i) {
    Token token = tokens.get(i);
    String before = i > 0 ? tokens.get(i - 1).lower() : "";
    String after = i + 1 < tokens.size() ? tokens.get(i + 1).lower() : "";
    if (SUBJECT_PRONOUNS.contains(before) && BASE_VERBS.contains(token.lower())) {
      return token.tagged(Tag.VERB, token.lower());
    }
    if (token.isCapitalised() && lexicon.isGivenName(token.text()) && !token.is(Tag.AUX)) {
      return token.tagged(Tag.PROPN);
    }
    if (POSSESSIVES.contains(before) && lexicon.isRelation(token.lower())) {
      return token.tagged(Tag.NOUN, token.lower());
    }
    if (before.equals("promoted") && token.is("to")) {
      return token.tagged(Tag.ADP);
    }
    if (before.equals("to") && i > 1 && tokens.get(i - 2).is("promoted")) {
      return token.tagged(Tag.NOUN);
    }
    if (token.is(Tag.VERB) && token.lower().endsWith("ings")) {
      return token.tagged(Tag.NOUN);
    }
    if (token.is(Tag.VERB) && PLAIN_ADJECTIVES.contains(token.lower())) {
      return token.tagged(Tag.ADJ);
    }
    boolean closes = after.isEmpty() || after.matches("\\p{Punct}|at|in|for|from|and");
    if (token.is(Tag.ADJ) && before.matches("an?") && closes) {
      return token.tagged(Tag.NOUN, token.lower());
    }
    if (token.is("used") && after.equals("to")) {
      return token.tagged(Tag.VERB, "use");
    }
    if (ADJECTIVES.contains(token.lower()) && !before.startsWith("g") && isBe(tokens, i - 1)) {
      return token.tagged(Tag.ADJ, token.lower());
    }
    if (token.is(Tag.PRON) && !isPronoun(token.lower())) {
      return token.tagged(token.isCapitalised() ? Tag.PROPN : Tag.NOUN);
    }
    if (token.is(Tag.VERB) && isListedGerund(token, before, after)) {
      return token.tagged(Tag.NOUN, token.lower());
    }
    if (token.isVerbal() && LEMMAS.containsKey(token.lower())) {
      return token.tagged(Tag.VERB, LEMMAS.getOrDefault(token.lower(), token.lemma()));
    }
    return token;
  }

  private static boolean isBe(List<Token> tokens, int index) {
    int i = index;
    while (i >= 0 && tokens.get(i).is(Tag.ADV)) {
      i--;
    }
    return i >= 0 && tokens.get(i).lemma().equals("be");
  }

  private static boolean isPronoun(String word) {
    return PRONOUNS.contains(word) || PRONOUN_ENDINGS.stream().anyMatch(word::endsWith);
  }

  /** The members of "painting, cooking and drawing" are nouns. */
  private static boolean isListedGerund(Token token, String before, String after) {
    boolean opens = before.equals(",") || before.equals("and");
    boolean closes = after.isEmpty() || Set.of(",", "and", ".", "!").contains(after);
    return token.lower().endsWith("ing") && opens && closes;
  }

  /** "My brother lives in Dublin": in a sentence without a verb, a noun in "-s" is one. */
  private static void findLostVerb(List<Token> tokens) {
    if (tokens.stream().anyMatch(Token::isVerbal)) {
      return;
    }
    for (int i = 1; i + 1 < tokens.size(); i++) {
      Token token = tokens.get(i);
      boolean likeVerb =
          token.is(Tag.NOUN) && token.lower().endsWith("s") && !token.isCapitalised();
      if (likeVerb && tokens.get(i - 1).isNominal() && !tokens.get(i + 1).is(Tag.PUNCT)) {
        tokens.set(i, token.tagged(Tag.VERB, LEMMAS.getOrDefault(token.lower(), token.lemma())));
        return;
      }
    }
  }
}
