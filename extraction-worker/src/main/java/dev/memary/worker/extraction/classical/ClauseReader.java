package dev.memary.worker.extraction.classical;

import dev.memary.worker.extraction.classical.Clause.Activity;
import dev.memary.worker.extraction.classical.Clause.Complement;
import dev.memary.worker.extraction.classical.Clause.VerbGroup;
import dev.memary.worker.extraction.classical.Token.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the clauses of a sentence from left to right and decides which of them may be believed. One
 * reader per sentence.
 */
final class ClauseReader {

  private static final Set<String> OBJECT_PRONOUNS = Set.of("me", "him", "them", "us", "myself");
  private static final Set<String> HARMLESS_OPENERS =
      Set.of("that", "because", "since", "although", "though", "so", "as", "while", "but", "and");
  private static final Set<String> HYPOTHESES =
      Set.of(
          "if", "unless", "wish", "whether", "imagine", "suppose", "maybe", "perhaps", "hopefully");
  private static final Set<String> ACTIVITY_VERBS =
      Set.of(
          "like", "love", "hate", "enjoy", "prefer", "adore", "stop", "quit", "start", "begin",
          "dislike", "miss");
  private static final Set<String> PARTICLES =
      Set.of("up", "out", "off", "down", "over", "back", "away");

  private final Sentence sentence;
  private final PhraseReader phrases;
  private final VerbReader verbs;
  private final Lexicon lexicon;
  private final List<Clause> clauses = new ArrayList<>();

  ClauseReader(Sentence sentence, PhraseReader phrases, Lexicon lexicon) {
    this.sentence = sentence;
    this.phrases = phrases;
    this.verbs = new VerbReader(sentence);
    this.lexicon = lexicon;
  }

  List<Clause> read() {
    boolean believable = !isQuestion() && !isHypothesis();
    int index = 0;
    while (sentence.has(index)) {
      index = readAt(index, believable);
    }
    return List.copyOf(clauses);
  }

  private int readAt(int index, boolean believable) {
    List<NounPhrase> subjects = subjectsAt(index);
    if (!subjects.isEmpty()) {
      return readWithSubject(index, subjects, believable);
    }
    int shared = sharedVerbAt(index);
    VerbGroup verb = shared < 0 ? null : verbs.at(shared);
    if (verb == null || clauses.isEmpty()) {
      return index + 1;
    }
    Clause previous = clauses.getLast();
    boolean trusted = previous.trusted() && !previous.verb().isFuture();
    return add(index, previous.subjects(), verb, trusted);
  }

  private int readWithSubject(int index, List<NounPhrase> subjects, boolean believable) {
    int after = skipAsides(subjects.getLast().end());
    boolean relative = sentence.is(after, "who");
    VerbGroup verb = verbs.at(relative ? after + 1 : after);
    if (verb == null) {
      return Math.max(index + 1, subjects.getFirst().end());
    }
    int end = add(index, subjects, verb, believable && isBelievedAt(index, subjects));
    return relative ? continueAfterRelative(end, subjects) : end;
  }

  /** "Tom, who works at Google, moved to Seattle." */
  private int continueAfterRelative(int end, List<NounPhrase> subjects) {
    int next = sentence.is(end, ",") ? end + 1 : end;
    VerbGroup verb = verbs.at(next);
    return verb == null ? end : add(next, subjects, verb, clauses.getLast().trusted());
  }

  private int add(int from, List<NounPhrase> subjects, VerbGroup verb, boolean trusted) {
    Activity activity = activityAfter(verb);
    List<Complement> complements = new ArrayList<>();
    int to = activity != null ? endOfWords(verb.end()) : complementsFrom(verb, complements);
    int end = Math.max(to, verb.end());
    clauses.add(
        new Clause(from, endWithDates(end), subjects, verb, complements, activity, trusted));
    return end;
  }

  private int endWithDates(int end) {
    int index = end;
    while (sentence.has(index) && (phrases.isDate(index) || sentence.is(index, ","))) {
      index++;
    }
    return index;
  }

  // ---- subjects

  private List<NounPhrase> subjectsAt(int index) {
    List<NounPhrase> subjects = new ArrayList<>();
    NounPhrase phrase = phrases.at(index);
    while (phrase != null && canBeSubject(phrase)) {
      subjects.add(phrase);
      int next = afterConjunction(phrase.end());
      phrase = next < 0 ? null : phrases.at(next);
    }
    return subjects;
  }

  private static boolean canBeSubject(NounPhrase phrase) {
    return !phrase.isPronoun() || !OBJECT_PRONOUNS.contains(phrase.text());
  }

  private int afterConjunction(int index) {
    if (sentence.is(index, "and")) {
      return index + 1;
    }
    return sentence.is(index, ",") && sentence.is(index + 1, "and") ? index + 2 : -1;
  }

  private int skipAsides(int index) {
    int next = sentence.is(index, ",") ? index + 1 : index;
    if (sentence.is(next, "who")) {
      return next;
    }
    int skipped = index;
    while (phrases.isDate(skipped)) {
      skipped++;
    }
    return skipped;
  }

  /** The verb of "… and lives in Rome", which has its subject from the clause before. */
  private int sharedVerbAt(int index) {
    if (!sentence.is(index, Tag.CCONJ)) {
      return -1;
    }
    int next = index + 1;
    while (sentence.is(next, Tag.ADV) || phrases.isDate(next)) {
      next++;
    }
    boolean finite =
        sentence.has(next)
            && sentence.get(next).isVerbal()
            && !sentence.get(next).lower().endsWith("ing");
    return finite ? index + 1 : -1;
  }

  // ---- belief

  private boolean isQuestion() {
    return sentence.text().stripTrailing().endsWith("?")
        || sentence.text().contains("?!")
        || (sentence.is(0, Tag.AUX) && sentence.is(1, Tag.PRON));
  }

  private boolean isHypothesis() {
    return sentence.tokens().stream().anyMatch(token -> HYPOTHESES.contains(token.lower()));
  }

  /** Whether what stands before the subject lets the clause be believed. */
  private boolean isBelievedAt(int start, List<NounPhrase> subjects) {
    if (subjects.stream().anyMatch(NounPhrase::negated)) {
      return false;
    }
    int before = start - 1;
    while (before >= 0 && (phrases.isDate(before) || isPlainAdverb(before))) {
      before--;
    }
    if (before < 0) {
      return true;
    }
    Token token = sentence.get(before);
    if (token.is("that") || token.is(Tag.VERB)) {
      return isReported(token.is("that") ? before - 1 : before);
    }
    if (token.is(Tag.PRON)) {
      return OBJECT_PRONOUNS.contains(token.lower()) && isReported(before - 1);
    }
    return switch (token.tag()) {
      case PUNCT, CCONJ, INTJ -> inheritsBelief(token);
      case SCONJ, ADP -> HARMLESS_OPENERS.contains(token.lower()) && inheritsBelief(token);
      case PROPN -> before <= 1;
      case NOUN -> before == 0 && !sentence.get(0).is(Tag.DET);
      default -> HARMLESS_OPENERS.contains(token.lower());
    };
  }

  private boolean isPlainAdverb(int index) {
    Token token = sentence.get(index);
    return token.is(Tag.ADV) && !token.lower().matches("when|where|how|why|whenever|wherever");
  }

  /** "I think Tom is a doctor and lives in Rome": the thought reaches to the end. */
  private boolean inheritsBelief(Token opener) {
    boolean joins = opener.is(Tag.CCONJ) && !opener.is("but");
    return !joins || clauses.isEmpty() || clauses.getLast().trusted();
  }

  private boolean isReported(int verbIndex) {
    if (!sentence.is(verbIndex, Tag.VERB) || clauses.isEmpty()) {
      return false;
    }
    Clause matrix = clauses.getLast();
    return matrix.asserts() && lexicon.isReportVerb(sentence.get(verbIndex).lemma());
  }

  // ---- what follows the verb

  private @Nullable Activity activityAfter(VerbGroup verb) {
    int begin = verb.end();
    boolean infinitive = sentence.is(begin, "to") && sentence.is(begin + 1, Tag.VERB);
    if (verb.planned()) {
      return activity(begin, false);
    }
    if (!ACTIVITY_VERBS.contains(verb.lemma())) {
      return null;
    }
    if (infinitive) {
      return activity(begin + 1, false);
    }
    boolean stops = verb.lemma().equals("stop") || verb.lemma().equals("quit");
    boolean gerund =
        (sentence.is(begin, Tag.VERB) || (stops && sentence.is(begin, Tag.NOUN)))
            && sentence.get(begin).lower().endsWith("ing");
    return gerund ? activity(begin, true) : null;
  }

  private @Nullable Activity activity(int begin, boolean gerund) {
    int end = endOfWords(begin);
    if (end <= begin) {
      return null;
    }
    Token verb = sentence.get(begin);
    return new Activity(
        verb.lemma(), sentence.text(begin, end), sentence.text(begin + 1, end), gerund);
  }

  private int endOfWords(int begin) {
    int end = begin;
    while (sentence.has(end) && !phrases.isDate(end) && !isBoundary(end)) {
      end++;
    }
    return end;
  }

  private boolean isBoundary(int index) {
    Token token = sentence.get(index);
    return token.is(Tag.SCONJ)
        || (token.is(Tag.PUNCT) && !token.is("-"))
        || token.is("but")
        || token.is("because")
        || token.is("so")
        || (token.is(Tag.CCONJ) && startsClause(index + 1));
  }

  private boolean startsClause(int index) {
    NounPhrase subject = phrases.at(index);
    return subject != null && canBeSubject(subject) && verbs.at(subject.end()) != null;
  }

  private int complementsFrom(VerbGroup verb, List<Complement> complements) {
    int index = verb.end();
    while (verb.copula() && isPredicateAdjective(index)) {
      index++;
    }
    while (sentence.has(index)) {
      int next = complementAt(index, complements);
      if (next < 0) {
        break;
      }
      index = next;
    }
    return index;
  }

  /** "allergic" in "is allergic to nuts". */
  private boolean isPredicateAdjective(int index) {
    boolean adjective = sentence.is(index, Tag.ADJ) || sentence.is(index, Tag.ADV);
    return adjective && phrases.at(index) == null;
  }

  /** Reads one complement or skips one word; -1 at the end of the clause. */
  private int complementAt(int index, List<Complement> complements) {
    Token token = sentence.get(index);
    if (phrases.isDate(index) || (token.is(Tag.ADV) && !PARTICLES.contains(token.lower()))) {
      return index + 1;
    }
    if (isParticleOrPreposition(index)) {
      return prepositional(index, complements);
    }
    List<NounPhrase> objects = objectsAt(index);
    if (objects.isEmpty()) {
      return token.is(Tag.PRON) && !startsClause(index) ? index + 1 : -1;
    }
    complements.add(new Complement("", objects));
    return objects.getLast().end();
  }

  private boolean isParticleOrPreposition(int index) {
    Token token = sentence.get(index);
    return token.is(Tag.ADP)
        || PARTICLES.contains(token.lower())
        || (token.is("as") && phrases.at(index + 1) != null && !startsClause(index + 1))
        || (token.is("to") && phrases.at(index + 1) != null);
  }

  private int prepositional(int index, List<Complement> complements) {
    int next = index;
    StringBuilder preposition = new StringBuilder();
    while (sentence.has(next) && !phrases.isDate(next) && isParticleOrPreposition(next)) {
      preposition.append(preposition.isEmpty() ? "" : " ").append(sentence.get(next).lower());
      next++;
    }
    List<NounPhrase> objects = objectsAt(next);
    if (objects.isEmpty()) {
      return next;
    }
    complements.add(new Complement(preposition.toString(), objects));
    return objects.getLast().end();
  }

  private List<NounPhrase> objectsAt(int index) {
    List<NounPhrase> objects = new ArrayList<>();
    NounPhrase phrase = startsClause(index) ? null : phrases.at(index);
    while (phrase != null && (!phrase.isPronoun() || objects.isEmpty())) {
      objects.add(phrase);
      int next = nextInList(phrase.end());
      phrase = next < 0 || startsClause(next) ? null : phrases.at(next);
    }
    return objects;
  }

  /** The next member of "painting, cooking and long walks"; a comma needs an "and" to come. */
  private int nextInList(int index) {
    if (sentence.is(index, "and") || sentence.is(index, "&")) {
      return index + 1;
    }
    if (!sentence.is(index, ",")) {
      return -1;
    }
    if (sentence.is(index + 1, "and")) {
      return index + 2;
    }
    NounPhrase next = phrases.at(index + 1);
    return next != null && nextInList(next.end()) >= 0 && !startsClause(index + 1) ? index + 1 : -1;
  }
}
