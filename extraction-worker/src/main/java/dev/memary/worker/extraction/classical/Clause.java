package dev.memary.worker.extraction.classical;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A subject, a verb and what follows it.
 *
 * @param from first word, dates in front included
 * @param to the word after the last one
 * @param subjects whom it is about; several when joined by "and"
 * @param verb the verb
 * @param complements objects and prepositional phrases in their order
 * @param activity what follows "like", "plan to", "stop": "hiking in the hills"; else null
 * @param trusted false inside questions, hypotheses and thoughts
 */
record Clause(
    int from,
    int to,
    List<NounPhrase> subjects,
    VerbGroup verb,
    List<Complement> complements,
    @Nullable Activity activity,
    boolean trusted) {

  Clause {
    subjects = List.copyOf(subjects);
    complements = List.copyOf(complements);
  }

  /** Whether the clause says something about the world. */
  boolean asserts() {
    return trusted && !verb.uncertain() && (!verb.negated() || verb.ended());
  }

  /**
   * An object or a prepositional phrase.
   *
   * @param preposition "" for a direct object; "up for" with a particle
   * @param phrases several when joined by "and"
   */
  record Complement(String preposition, List<NounPhrase> phrases) {
    Complement {
      phrases = List.copyOf(phrases);
    }

    boolean isDirect() {
      return preposition.isEmpty();
    }
  }

  /**
   * Something to do.
   *
   * @param verb the lemma of its verb
   * @param text the words from the verb on
   * @param object the words after the verb; "" where there are none
   * @param gerund whether it is an "-ing" form
   */
  record Activity(String verb, String text, String object, boolean gerund) {}

  /**
   * A verb with its auxiliaries.
   *
   * @param lemma of the main verb; "be" for a copula
   * @param main index of the main verb
   * @param end the word after it
   * @param words the group as a third person would say it ("has lived")
   * @param copula whether it is "be" with nothing but a noun or adjective after it
   * @param passive "was promoted"
   * @param negated "do not", "never"
   * @param uncertain "would", "might", "hope to"
   * @param ended "used to", "no longer", "quit"
   * @param planned "going to", "plan to"
   * @param progressive "is working"
   */
  record VerbGroup(
      String lemma,
      int main,
      int end,
      String words,
      boolean copula,
      boolean passive,
      boolean negated,
      boolean uncertain,
      boolean ended,
      boolean planned,
      boolean progressive) {

    /** "will wave": a promise rather than a fact. */
    boolean isFuture() {
      return words.startsWith("will ");
    }
  }
}
