package dev.memary.worker.extraction.classical;

import dev.memary.worker.extraction.EntityType;
import dev.memary.worker.extraction.ExtractedFact;
import dev.memary.worker.extraction.FactObject;
import dev.memary.worker.extraction.FactObject.EntityObject;
import dev.memary.worker.extraction.FactObject.Literal;
import dev.memary.worker.extraction.LiteralType;
import dev.memary.worker.extraction.classical.Clause.Activity;
import dev.memary.worker.extraction.classical.Clause.Complement;
import dev.memary.worker.extraction.classical.EntityBook.Evidence;
import dev.memary.worker.extraction.classical.Token.Tag;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns a clause that may be believed into facts. One instance per sentence. */
final class FactRules {

  private static final double FROM_TABLE = 0.8;
  private static final double FROM_VERB = 0.6;

  private static final Set<String> LIKING = Set.of("like", "love", "enjoy", "adore");
  private static final Set<String> DISLIKING = Set.of("hate", "dislike", "loathe", "detest");
  private static final Set<String> ENDING = Set.of("stop", "quit");
  private static final Set<String> LEAVING = Set.of("quit", "leave", "lose");
  private static final Set<String> JOBS = Set.of("job", "position", "role", "gig", "internship");
  private static final Set<String> GETTING =
      Set.of("get", "have", "start", "begin", "take", "find", "land", "accept", "do");
  private static final Set<String> HAVING = Set.of("have", "get", "own");
  private static final Set<String> SKILLS =
      Set.of(
          "like",
          "dislike",
          "prefer",
          "play",
          "study",
          "learn",
          "speak",
          "practice",
          "practise",
          "teach");
  private static final Set<String> VAGUE =
      Set.of(
          "it",
          "thing",
          "stuff",
          "lot",
          "bit",
          "way",
          "time",
          "one",
          "everything",
          "something",
          "anything",
          "everyone",
          "someone",
          "part",
          "kind",
          "sort",
          "idea",
          "sound",
          "look",
          "day",
          "this",
          "that",
          "those",
          "these",
          "them",
          "what",
          "which",
          "who",
          "each",
          "other",
          "much",
          "more",
          "rest",
          "moment",
          "minute",
          "fun",
          "place",
          "word",
          "question");

  private static final Set<String> QUANTIFIERS =
      Set.of("every", "each", "all", "any", "another", "such");

  private final Sentence sentence;
  private final References references;
  private final Lexicon lexicon;
  private final Dating dating;
  private final List<ExtractedFact> facts = new ArrayList<>();

  FactRules(Sentence sentence, References references, Lexicon lexicon, Dating dating) {
    this.sentence = sentence;
    this.references = references;
    this.lexicon = lexicon;
    this.dating = dating;
  }

  List<ExtractedFact> facts() {
    return List.copyOf(facts);
  }

  /** "my sister Emma", "Emma's husband Paul", wherever they stand in the sentence. */
  void relation(NounPhrase phrase) {
    String owner = references.owner(phrase);
    if (phrase.relation() == null || phrase.properName() == null || owner == null) {
      return;
    }
    String relation = phrase.relation();
    String statement = "%s's %s is %s.".formatted(owner, relation, phrase.properName());
    EntityObject object = new EntityObject(phrase.properName());
    addTimeless(owner, "has_" + kin(relation), object, statement);
  }

  void clause(Clause clause) {
    if (!clause.asserts()) {
      return;
    }
    if (married(clause)) {
      return;
    }
    for (NounPhrase subject : clause.subjects()) {
      String name = references.subject(subject);
      if (name != null) {
        about(name, subject, clause);
      }
    }
  }

  private boolean married(Clause clause) {
    boolean pair = clause.subjects().size() == 2 && clause.verb().lemma().equals("marry");
    boolean bare = clause.complements().stream().noneMatch(Complement::isDirect);
    if (!pair || !bare) {
      return false;
    }
    String one = references.subject(clause.subjects().get(0));
    String other = references.subject(clause.subjects().get(1));
    if (one != null && other != null) {
      String statement = dating.sentence(one + " is married to " + other, clause);
      add(clause, one, "married_to", new EntityObject(other), statement, FROM_TABLE);
    }
    return true;
  }

  private void about(String subject, NounPhrase phrase, Clause clause) {
    if (clause.activity() != null) {
      activity(subject, clause, clause.activity());
    } else if (clause.verb().copula()) {
      copula(subject, phrase, clause);
    } else if (isNaming(clause)) {
      naming(phrase, clause);
    } else if (!job(subject, clause) && !leaving(subject, clause)) {
      verb(subject, clause);
    }
  }

  // ---- "plans to visit Japan", "likes hiking", "stopped smoking"

  private void activity(String subject, Clause clause, Activity activity) {
    String verb = clause.verb().lemma();
    if (clause.verb().planned()) {
      literalActivity(subject, clause, "plan_to", "plans to", activity.text());
    } else if (ENDING.contains(verb) && activity.gerund()) {
      ended(subject, clause, activity);
    } else if (LIKING.contains(verb) || DISLIKING.contains(verb) || verb.equals("prefer")) {
      String predicate = canonical(verb, verb);
      String lead = clause.verb().words() + (activity.gerund() ? "" : " to");
      parts(activity.text())
          .forEach(part -> literalActivity(subject, clause, predicate, lead, part));
    } else if (verb.equals("start") || verb.equals("begin")) {
      literalActivity(subject, clause, "start", clause.verb().words(), activity.text());
    }
  }

  /** "hiking and swimming" are two things to like, "swimming in lakes and rivers" is one. */
  private static List<String> parts(String text) {
    List<String> parts = Arrays.asList(text.split(",\\s*(?:and\\s+)?|\\s+and\\s+"));
    boolean single = parts.stream().allMatch(part -> !part.isBlank() && !part.contains(" "));
    return single ? parts : List.of(text);
  }

  private void literalActivity(
      String subject, Clause clause, String predicate, String lead, String text) {
    String value = references.spellOut(text);
    String statement = dating.sentence(subject + " " + lead + " " + value, clause);
    boolean doing = text.equals(value) && lead.endsWith("s") && !predicate.equals("plan_to");
    FactObject object =
        doing && !text.contains(" ") ? concept(text) : new Literal(value, LiteralType.ACTIVITY);
    add(clause, subject, predicate, object, statement, FROM_TABLE);
  }

  private FactObject concept(String text) {
    references.book().learn(text, EntityType.CONCEPT, Evidence.CONTEXT);
    return new EntityObject(text);
  }

  /** "stopped playing chess" ends what "plays chess" says: both are about the same thing. */
  private void ended(String subject, Clause clause, Activity activity) {
    String object = activity.object().isBlank() ? activity.text() : activity.object();
    String statement = dating.sentence(subject + " stopped " + activity.text(), clause);
    boolean named = !activity.object().isBlank() && !object.contains(" ");
    FactObject what =
        named ? concept(object) : new Literal(references.spellOut(object), LiteralType.ACTIVITY);
    addEnded(clause, subject, activity.verb(), what, statement);
  }

  // ---- "is a nurse", "is from Brazil", "is allergic to nuts"

  private void copula(String subject, NounPhrase phrase, Clause clause) {
    int next = skipAdverbs(clause.verb().end());
    if (favouriteAdjective(phrase, clause, next)
        || adjective(subject, clause, next)
        || clause.complements().isEmpty()) {
      return;
    }
    Complement first = clause.complements().getFirst();
    if (first.preposition().equals("from")) {
      objects(subject, clause, first, "come_from", " is from ", EntityType.PLACE, FROM_TABLE);
    } else if (first.isDirect() && isFavourite(phrase)) {
      favourite(phrase, clause, first);
    } else if (first.isDirect()
        && phrase.relation() != null
        && first.phrases().getFirst().isName()) {
      relationIs(phrase, first.phrases().getFirst());
    } else if (first.isDirect() && references.isPerson(phrase)) {
      isA(subject, clause, first.phrases().getFirst());
    }
  }

  private int skipAdverbs(int index) {
    int next = index;
    while (sentence.is(next, Tag.ADV)) {
      next++;
    }
    return next;
  }

  private boolean adjective(String subject, Clause clause, int index) {
    if (!sentence.has(index)) {
      return false;
    }
    String word = sentence.get(index).lower();
    if (Set.of("allergic", "married", "engaged").contains(word) && sentence.is(index + 1, "to")) {
      clause.complements().stream()
          .filter(c -> c.preposition().equals("to"))
          .forEach(c ->
              objects(
                  subject,
                  clause,
                  c,
                  word + "_to",
                  " is " + word + " to ",
                  typeFor(word),
                  FROM_TABLE));
      return true;
    }
    boolean ends = !sentence.has(index + 1) || !sentence.get(index + 1).isNominal();
    if (!lexicon.isTrait(word) || !ends) {
      return false;
    }
    Literal trait = new Literal(word, LiteralType.TEXT);
    add(clause, subject, "is", trait, subject + " is " + word + ".", FROM_TABLE);
    return true;
  }

  private static EntityType typeFor(String adjective) {
    return adjective.equals("allergic") ? EntityType.THING : EntityType.PERSON;
  }

  private static boolean isFavourite(NounPhrase phrase) {
    return phrase.possessor() != null && phrase.text().matches("(?i)favou?rite \\w+");
  }

  private void favourite(NounPhrase phrase, Clause clause, Complement complement) {
    String owner = references.owner(phrase);
    if (owner == null) {
      return;
    }
    for (NounPhrase value : complement.phrases()) {
      String statement =
          "%s's %s is %s.".formatted(owner, phrase.text(), references.surface(value));
      add(
          clause,
          owner,
          snake(phrase.text()),
          object(value, EntityType.CONCEPT),
          statement,
          FROM_TABLE);
    }
  }

  /** "My favourite colour is green." */
  private boolean favouriteAdjective(NounPhrase phrase, Clause clause, int index) {
    String owner = references.owner(phrase);
    boolean adjective = sentence.is(index, Tag.ADJ) && clause.complements().isEmpty();
    if (!isFavourite(phrase) || !adjective || owner == null) {
      return false;
    }
    String value = sentence.get(index).lower();
    String statement = "%s's %s is %s.".formatted(owner, phrase.text(), value);
    Literal literal = new Literal(value, LiteralType.TEXT);
    add(clause, owner, snake(phrase.text()), literal, statement, FROM_TABLE);
    return true;
  }

  private void relationIs(NounPhrase phrase, NounPhrase name) {
    String owner = references.owner(phrase);
    if (owner != null && phrase.relation() != null && phrase.properName() == null) {
      references.named(name.text(), phrase.relation());
      String statement = "%s's %s is %s.".formatted(owner, phrase.relation(), name.text());
      addTimeless(owner, "has_" + kin(phrase.relation()), new EntityObject(name.text()), statement);
    }
  }

  private void isA(String subject, Clause clause, NounPhrase what) {
    boolean indefinite = sentence.is(what.start(), "a") || sentence.is(what.start(), "an");
    boolean praise = clause.subjects().getFirst().text().equals("you");
    if (!indefinite || praise || what.isName() || isVague(what) || isSmallTalk(what)) {
      return;
    }
    Literal value = new Literal(what.text(), LiteralType.TEXT);
    String statement = subject + " " + clause.verb().words() + " " + references.surface(what);
    boolean past = clause.verb().words().equals("was");
    if (past) {
      addEnded(clause, subject, "is_a", value, dating.sentence(statement, clause));
    } else {
      add(clause, subject, "is_a", value, dating.sentence(statement, clause), FROM_TABLE);
    }
    clause.complements().stream()
        .filter(c -> c.preposition().equals("at") && c.phrases().getFirst().isName())
        .forEach(c ->
            objects(
                subject, clause, c, "work_at", " works at ", EntityType.ORGANIZATION, FROM_TABLE));
  }

  /** "a good cook", "a big fan", "a great help" say what somebody thinks, not what is. */
  private boolean isSmallTalk(NounPhrase what) {
    return what.text()
            .matches("(?i)(big|huge|great|good|real|true|total|nice|lovely|amazing|bit|little) .*")
        || what.head()
            .matches(
                "fan|help|mess|star|genius|hero|gem|joy|treat|blast|wreck|pro|person|guy|girl|man|woman");
  }

  // ---- "is called Rex"

  private static boolean isNaming(Clause clause) {
    String lemma = clause.verb().lemma();
    return clause.verb().passive() && (lemma.equals("call") || lemma.equals("name"));
  }

  private void naming(NounPhrase phrase, Clause clause) {
    if (clause.complements().isEmpty() || !clause.complements().getFirst().isDirect()) {
      return;
    }
    NounPhrase name = clause.complements().getFirst().phrases().getFirst();
    if (name.isName()) {
      relationIs(phrase, name);
    }
  }

  // ---- "got a job as a teacher at Lincoln High School"

  private boolean job(String subject, Clause clause) {
    NounPhrase direct = direct(clause);
    if (direct == null || !JOBS.contains(direct.head())) {
      return false;
    }
    boolean gets = GETTING.contains(clause.verb().lemma());
    boolean leaves = LEAVING.contains(clause.verb().lemma());
    for (Complement complement : clause.complements()) {
      String predicate =
          switch (complement.preposition()) {
            case "as" -> "work_as";
            case "at", "with" -> "work_at";
            default -> "";
          };
      if (predicate.isEmpty() || (!gets && !leaves)) {
        continue;
      }
      jobAt(subject, clause, complement.phrases().getFirst(), predicate, leaves);
    }
    return true;
  }

  private void jobAt(
      String subject, Clause clause, NounPhrase phrase, String predicate, boolean leaves) {
    FactObject object =
        predicate.equals("work_as")
            ? new Literal(phrase.text(), LiteralType.TEXT)
            : object(phrase, EntityType.ORGANIZATION);
    String lead = predicate.equals("work_as") ? " as " : " at ";
    boolean has = clause.verb().lemma().equals("have");
    String verb = leaves ? " no longer works" : has ? " works" : " started to work";
    String statement = dating.sentence(subject + verb + lead + references.surface(phrase), clause);
    if (leaves) {
      addEnded(clause, subject, predicate, object, statement);
    } else {
      add(clause, subject, predicate, object, statement, FROM_TABLE);
    }
  }

  /** "left Initech", "quit Globex", "left Paris". */
  private boolean leaving(String subject, Clause clause) {
    NounPhrase direct = direct(clause);
    String verb = clause.verb().lemma();
    if (direct == null || !(verb.equals("leave") || verb.equals("quit"))) {
      return false;
    }
    EntityType type = direct.isName() ? references.book().type(direct.text()) : null;
    String statement = dating.sentence(subject + " left " + direct.text(), clause);
    if (type == EntityType.ORGANIZATION) {
      addEnded(clause, subject, "work_at", new EntityObject(direct.text()), statement);
    } else if (type == EntityType.PLACE) {
      add(clause, subject, "move_from", new EntityObject(direct.text()), statement, FROM_TABLE);
    }
    return true;
  }

  // ---- every other verb

  private void verb(String subject, Clause clause) {
    Complement direct = directComplement(clause);
    if (direct != null) {
      transitive(subject, clause, direct);
    }
    boolean first = direct == null;
    for (Complement complement : clause.complements()) {
      if (!complement.isDirect()) {
        prepositional(subject, clause, complement, first);
        first = false;
      }
    }
  }

  private void transitive(String subject, Clause clause, Complement direct) {
    String lemma = clause.verb().lemma();
    NounPhrase object = direct.phrases().getFirst();
    if (clause.verb().passive() || (HAVING.contains(lemma) && !isPossession(clause, object))) {
      return;
    }
    String predicate = lexicon.predicate(lemma);
    double confidence = FROM_TABLE;
    if (predicate == null) {
      if (lexicon.isLightVerb(lemma) || clause.verb().isFuture()) {
        return;
      }
      predicate = snake(lemma);
      confidence = FROM_VERB;
    }
    boolean relative = predicate.equals("own") && object.relation() != null && !isBarePet(object);
    String chosen = relative ? "has_" + kin(String.valueOf(object.relation())) : predicate;
    objects(
        subject, clause, direct, chosen, lead(clause, ""), objectType(chosen, lemma), confidence);
  }

  private boolean isBarePet(NounPhrase object) {
    return object.properName() == null
        && lexicon.genderOfRelation(String.valueOf(object.relation())) == Lexicon.Gender.ANIMAL;
  }

  private boolean isPossession(Clause clause, NounPhrase object) {
    if (clause.verb().lemma().equals("own")) {
      return true;
    }
    boolean progressive = clause.verb().progressive();
    return !progressive && (object.relation() != null || lexicon.isPossession(object.head()));
  }

  private void prepositional(String subject, Clause clause, Complement complement, boolean first) {
    String lemma = clause.verb().lemma();
    NounPhrase object = complement.phrases().getFirst();
    String predicate = lexicon.predicate(lemma + " " + complement.preposition());
    boolean start = lemma.equals("start") || lemma.equals("begin");
    if (start
        && complement.preposition().equals("in")
        && isPlace(object)
        && worksSomewhere(clause)) {
      predicate = "work_in";
    }
    double confidence = FROM_TABLE;
    if (predicate == null) {
      if (!first
          || lexicon.isLightVerb(lemma)
          || clause.verb().isFuture()
          || !mayStandAlone(complement)) {
        return;
      }
      predicate = snake(lemma + " " + complement.preposition());
      confidence = FROM_VERB;
    }
    if (!fits(predicate, lemma, object)) {
      return;
    }
    String lead = lead(clause, complement.preposition());
    if (lemma.equals("retire")) {
      endedAt(subject, clause, object, lead);
      return;
    }
    objects(subject, clause, complement, predicate, lead, objectType(predicate, lemma), confidence);
  }

  private void endedAt(String subject, Clause clause, NounPhrase object, String lead) {
    FactObject where = object(object, EntityType.ORGANIZATION);
    String statement = dating.sentence(subject + lead + references.surface(object), clause);
    addEnded(clause, subject, "work_at", where, statement);
  }

  private boolean worksSomewhere(Clause clause) {
    return clause.complements().stream().anyMatch(c -> c.preposition().matches("at|as"));
  }

  private static boolean mayStandAlone(Complement complement) {
    NounPhrase object = complement.phrases().getFirst();
    boolean somebody = object.isName() || object.relation() != null;
    return !object.isPronoun()
        && complement.preposition().matches("(up |out |back )?(for|to|with|against|from|on)")
        && (!complement.preposition().endsWith("with") || somebody);
  }

  private boolean fits(String predicate, String lemma, NounPhrase object) {
    boolean place = isPlace(object);
    return switch (predicate) {
      case "visit", "fly_to", "return_from" ->
          lemma.equals("visit")
              || (object.isName() && !isPersonName(object)) && !isOrganization(object);
      case "work_at" -> !place && !isPersonName(object);
      case "work_in", "study_in" -> place;
      case "move_to", "move_from", "live_in", "born_in", "grow_up_in" ->
          !object.isPronoun() && !isPersonName(object);
      case "come_from", "work_with", "stay_in" -> object.isName() || object.relation() != null;
      case "work_as", "train_as" -> object.kind() == NounPhrase.Kind.COMMON;
      case "play_in", "run_in", "swim_in", "go_on" -> false;
      default -> true;
    };
  }

  private boolean isPlace(NounPhrase phrase) {
    return phrase.isName() && references.book().type(phrase.text()) == EntityType.PLACE;
  }

  private boolean isOrganization(NounPhrase phrase) {
    return phrase.isName() && references.book().type(phrase.text()) == EntityType.ORGANIZATION;
  }

  private boolean isPersonName(NounPhrase phrase) {
    return phrase.isName() && references.book().type(phrase.text()) == EntityType.PERSON;
  }

  private String lead(Clause clause, String preposition) {
    String verb = clause.verb().words();
    String born = clause.verb().lemma().equals("bear") ? "was born" : verb;
    return " " + born + " " + (preposition.isEmpty() ? "" : preposition + " ");
  }

  private static EntityType objectType(String predicate, String lemma) {
    return switch (predicate) {
      case "work_at", "study_at", "graduate_from", "volunteer_at" -> EntityType.ORGANIZATION;
      case "live_in",
          "move_to",
          "move_from",
          "born_in",
          "grow_up_in",
          "visit",
          "fly_to",
          "work_in",
          "study_in",
          "come_from",
          "return_from",
          "stay_in",
          "live_near" ->
          EntityType.PLACE;
      case "married_to", "meet", "live_with", "work_with", "engaged_to" -> EntityType.PERSON;
      default ->
          predicate.startsWith("has_")
              ? EntityType.PERSON
              : SKILLS.contains(predicate) || SKILLS.contains(lemma)
                  ? EntityType.CONCEPT
                  : EntityType.THING;
    };
  }

  // ---- objects

  private static @Nullable Complement directComplement(Clause clause) {
    List<Complement> direct = clause.complements().stream().filter(Complement::isDirect).toList();
    return direct.isEmpty() ? null : direct.getLast();
  }

  private static @Nullable NounPhrase direct(Clause clause) {
    Complement direct = directComplement(clause);
    return direct == null ? null : direct.phrases().getFirst();
  }

  private void objects(
      String subject,
      Clause clause,
      Complement complement,
      String predicate,
      String lead,
      EntityType type,
      double confidence) {
    for (NounPhrase phrase : complement.phrases()) {
      if (phrase.negated() || isVague(phrase) || references.name(phrase) == null) {
        continue;
      }
      FactObject object = toObject(predicate, phrase, type);
      String statement = dating.sentence(subject + lead + references.surface(phrase), clause);
      if (!object.text().equals(subject)) {
        add(clause, subject, predicate, object, statement, confidence);
      }
    }
  }

  private FactObject toObject(String predicate, NounPhrase phrase, EntityType type) {
    return predicate.equals("work_as") || predicate.equals("promoted_to")
        ? new Literal(phrase.text(), LiteralType.TEXT)
        : object(phrase, type);
  }

  private boolean isVague(NounPhrase phrase) {
    if (phrase.isPronoun()) {
      return references.name(phrase) == null;
    }
    Token first = sentence.get(phrase.start());
    return QUANTIFIERS.contains(first.lower())
        || phrase.text().startsWith("wrong ")
        || VAGUE.contains(phrase.head())
        || phrase.text().length() < 2;
  }

  /** Names and owned or liked things are entities, everything else is a literal. */
  private FactObject object(NounPhrase phrase, EntityType expected) {
    String name = references.name(phrase);
    String text = name == null ? phrase.text() : name;
    EntityBook book = references.book();
    boolean proper = phrase.isName() || phrase.properName() != null || phrase.isPronoun();
    if (proper || phrase.relation() != null) {
      book.learn(text, expected, Evidence.CONTEXT);
      return new EntityObject(text);
    }
    EntityType type = lexicon.isEventWord(phrase.head()) ? EntityType.EVENT : expected;
    boolean salient =
        type == EntityType.THING || type == EntityType.CONCEPT || type == EntityType.EVENT;
    if (!salient) {
      return new Literal(text, LiteralType.TEXT);
    }
    book.learn(text, type, Evidence.CONTEXT);
    return new EntityObject(text);
  }

  // ---- adding

  private void add(
      Clause clause,
      String subject,
      String predicate,
      FactObject object,
      String statement,
      double confidence) {
    if (clause.verb().ended()) {
      addEnded(clause, subject, predicate, object, statement);
      return;
    }
    boolean plan = predicate.equals("plan_to");
    Dating.Validity validity = plan ? Dating.ALWAYS : dating.of(clause);
    accept(subject, predicate, object, statement, validity, confidence);
  }

  private void addEnded(
      Clause clause, String subject, String predicate, FactObject object, String statement) {
    accept(subject, predicate, object, statement, dating.ended(clause), FROM_TABLE);
  }

  private void addTimeless(String subject, String predicate, FactObject object, String statement) {
    accept(subject, predicate, object, statement, Dating.ALWAYS, FROM_TABLE);
  }

  private void accept(
      String subject,
      String predicate,
      FactObject object,
      String statement,
      Dating.Validity validity,
      double confidence) {
    references.book().learn(subject, references.typeOf(subject), Evidence.GUESS);
    facts.add(
        new ExtractedFact(
            subject,
            predicate,
            object,
            statement,
            sentence.text(),
            validity.from(),
            validity.to(),
            confidence));
  }

  private String canonical(String key, String otherwise) {
    String predicate = lexicon.predicate(key);
    return predicate == null ? otherwise : predicate;
  }

  /** "mom", "mum" and "mother" are one relation. */
  private String kin(String relation) {
    return snake(canonical("relation " + relation, relation));
  }

  private static String snake(String words) {
    return words.toLowerCase(Locale.ROOT).strip().replaceAll("[^\\p{L}\\p{N}]+", "_");
  }
}
