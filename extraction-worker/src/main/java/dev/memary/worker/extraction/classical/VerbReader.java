package dev.memary.worker.extraction.classical;

import dev.memary.worker.extraction.classical.Clause.VerbGroup;
import dev.memary.worker.extraction.classical.Token.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the verb group that begins at a word: auxiliaries, negation, tense, "used to", "going to".
 */
final class VerbReader {

  private static final Set<String> NEGATIONS =
      Set.of("not", "never", "hardly", "rarely", "barely", "scarcely", "seldom", "neither", "nor");
  private static final Set<String> MODALS =
      Set.of("would", "could", "might", "should", "may", "can", "must", "shall", "ought");
  private static final Set<String> DOUBTS =
      Set.of("maybe", "perhaps", "probably", "possibly", "almost", "nearly", "supposedly");
  private static final Set<String> PLAN_VERBS = Set.of("plan", "intend", "decide", "aim");
  private static final Set<String> LIKING_VERBS = Set.of("like", "love", "hate", "prefer", "enjoy");

  /** "I lived in Chile" says that it is over; "I moved to Chile" does not. */
  private static final Set<String> STATES = Set.of("live", "work", "reside");

  private final Sentence sentence;

  VerbReader(Sentence sentence) {
    this.sentence = sentence;
  }

  /** The verb group at the word, adverbs skipped; null where there is none. */
  @Nullable VerbGroup at(int start) {
    Scan scan = new Scan();
    int index = scan.auxiliaries(start);
    if (sentence.is(index, Tag.VERB)) {
      return scan.verb(index);
    }
    return scan.lastAuxiliary >= 0 ? scan.copula(index) : null;
  }

  private final class Scan {
    private final List<Token> auxiliaries = new ArrayList<>();
    private int lastAuxiliary = -1;
    private boolean negated;
    private boolean uncertain;
    private boolean ended;

    int auxiliaries(int start) {
      int index = start;
      while (sentence.has(index) && takes(index)) {
        index++;
      }
      return index;
    }

    private boolean takes(int index) {
      Token token = sentence.get(index);
      if (token.is(Tag.AUX)) {
        auxiliaries.add(token);
        lastAuxiliary = index;
        uncertain |= MODALS.contains(token.lemma()) || MODALS.contains(token.lower());
        return true;
      }
      if (NEGATIONS.contains(token.lower()) || token.lemma().equals("not")) {
        negated = true;
        return true;
      }
      uncertain |= DOUBTS.contains(token.lower());
      if (token.is("no") && sentence.is(index + 1, "longer")) {
        ended = true;
        return true;
      }
      return token.is(Tag.ADV) || token.is("longer");
    }

    VerbGroup copula(int end) {
      boolean be = auxiliaries.getLast().lemma().equals("be");
      String words = past(auxiliaries.getLast()) ? "was" : "is";
      String lemma = be ? "be" : auxiliaries.getLast().lemma();
      return new VerbGroup(
          lemma,
          lastAuxiliary,
          Math.min(end, afterNegation()),
          words,
          be,
          false,
          negated,
          uncertain || !be,
          ended,
          false,
          false);
    }

    private int afterNegation() {
      int index = lastAuxiliary + 1;
      return sentence.has(index) && sentence.get(index).lemma().equals("not") ? index + 1 : index;
    }

    VerbGroup verb(int index) {
      Token verb = sentence.get(index);
      ended |= negated && hasAnymore(index);
      ended |= isSimplePast(verb) && !negated && STATES.contains(verb.lemma());
      boolean progressive = hasAuxiliary("be") && verb.lower().endsWith("ing");
      boolean passive = hasAuxiliary("be") && !progressive;
      if (sentence.is(index + 1, Tag.PART) && sentence.is(index + 1, "to") && isVerb(index + 2)) {
        return infinitive(index, verb, progressive);
      }
      return group(
          verb.lemma(),
          index,
          index + 1,
          words(verb, progressive, passive),
          progressive,
          passive,
          false);
    }

    private VerbGroup infinitive(int index, Token verb, boolean progressive) {
      String inner = sentence.get(index + 2).lemma();
      int main = index + 2;
      if (verb.lemma().equals("use")) {
        ended = true;
        return group(inner, main, main + 1, "used to " + inner, false, false, false);
      }
      boolean planned =
          PLAN_VERBS.contains(verb.lemma()) || (verb.lemma().equals("go") && progressive);
      if (planned) {
        return group("plan", index, main, "plans", progressive, false, true);
      }
      if (!LIKING_VERBS.contains(verb.lemma())) {
        uncertain = true;
      }
      return group(
          verb.lemma(), index, index + 1, words(verb, false, false), progressive, false, false);
    }

    private VerbGroup group(
        String lemma,
        int main,
        int end,
        String words,
        boolean progressive,
        boolean passive,
        boolean planned) {
      return new VerbGroup(
          lemma, main, end, words, false, passive, negated, uncertain, ended, planned, progressive);
    }

    private boolean isSimplePast(Token verb) {
      return auxiliaries.isEmpty() && verb.lower().endsWith("ed");
    }

    private boolean hasAuxiliary(String lemma) {
      return auxiliaries.stream().anyMatch(token -> token.lemma().equals(lemma));
    }

    private boolean hasAnymore(int index) {
      return sentence.tokens().subList(index, sentence.size()).stream()
          .anyMatch(token -> token.is("anymore"));
    }

    private String words(Token verb, boolean progressive, boolean passive) {
      if (ended && !isSimplePast(verb)) {
        return "no longer " + English.thirdPerson(verb.lemma(), verb.lemma());
      }
      if (hasAuxiliary("will")) {
        return "will " + (progressive ? "be " : "") + verb.lower();
      }
      if (hasAuxiliary("have")) {
        String middle = progressive || passive ? "been " : "";
        return (anyPast("have") ? "had " : "has ") + middle + verb.lower();
      }
      if (progressive || passive) {
        return (anyPast("be") ? "was " : "is ") + verb.lower();
      }
      if (anyPast("do")) {
        return "did " + verb.lower();
      }
      return English.thirdPerson(verb.lower(), verb.lemma());
    }

    private boolean anyPast(String lemma) {
      return auxiliaries.stream().anyMatch(token -> token.lemma().equals(lemma) && past(token));
    }

    private boolean past(Token token) {
      return token.is("was") || token.is("were") || token.is("had") || token.is("did");
    }
  }

  private boolean isVerb(int index) {
    return sentence.has(index) && sentence.get(index).isVerbal();
  }
}
