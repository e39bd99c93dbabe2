package dev.memary.worker.extraction.classical;

import dev.memary.worker.extraction.EntityType;
import dev.memary.worker.extraction.classical.EntityBook.Evidence;
import dev.memary.worker.extraction.classical.Lexicon.Gender;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * Reads a sentence for the people, places and things in it, in their order, so that each pronoun is
 * resolved by what stands before it. One instance per sentence.
 */
final class References {

  private final Sentence sentence;
  private final Referents referents;
  private final EntityBook book;
  private final NameTyper typer;
  private final Lexicon lexicon;
  private final Map<Integer, String> names = new HashMap<>();
  private final Map<Integer, String> owners = new HashMap<>();
  private final Map<String, EntityType> impliedTypes = new HashMap<>();
  private final List<NounPhrase> phrases = new ArrayList<>();

  References(Sentence sentence, Referents referents, EntityBook book, Lexicon lexicon) {
    this.sentence = sentence;
    this.referents = referents;
    this.book = book;
    this.typer = new NameTyper(lexicon);
    this.lexicon = lexicon;
  }

  void readAll(PhraseReader reader) {
    int index = 0;
    while (sentence.has(index)) {
      NounPhrase phrase = reader.at(index);
      if (phrase != null) {
        read(phrase);
      }
      index = phrase == null ? index + 1 : phrase.end();
    }
  }

  List<NounPhrase> phrases() {
    return List.copyOf(phrases);
  }

  EntityBook book() {
    return book;
  }

  private void read(NounPhrase phrase) {
    phrases.add(phrase);
    String owner = referents.owner(phrase);
    String name = referents.name(phrase);
    if (owner != null) {
      owners.put(phrase.start(), owner);
      noteOwner(phrase, owner);
    }
    if (name != null) {
      names.put(phrase.start(), name);
      note(phrase, name);
    }
  }

  private void noteOwner(NounPhrase phrase, String owner) {
    if (owner.equals(phrase.possessor())) {
      NameTyper.Typed typed = typer.type(owner, before(phrase));
      boolean person = typed.evidence() == Evidence.GUESS && phrase.relation() != null;
      EntityType type = person ? EntityType.PERSON : typed.type();
      noteName(owner, type, person ? Evidence.CONTEXT : typed.evidence());
    }
  }

  private void note(NounPhrase phrase, String name) {
    if (phrase.relation() != null && phrase.properName() != null) {
      named(name, phrase.relation());
    } else if (phrase.relation() != null && owners.containsKey(phrase.start())) {
      Gender gender = lexicon.genderOfRelation(phrase.relation());
      impliedTypes.put(name, Referents.typeOf(gender));
      referents.mention(name, gender);
    } else if (phrase.properName() != null) {
      book.mention(name, EntityType.THING, Evidence.GUESS);
    } else if (phrase.isName() && isWorthNoting(phrase)) {
      NameTyper.Typed typed = typer.type(name, before(phrase));
      noteName(name, typed.type(), typed.evidence());
    } else if (!phrase.isPronoun() && lexicon.isNationality(phrase.text())) {
      book.mention(name, EntityType.CONCEPT, Evidence.LIST);
    }
  }

  private void noteName(String name, EntityType type, Evidence evidence) {
    if (referents.isParticipant(name)) {
      book.mention(name, EntityType.PERSON, Evidence.CERTAIN);
      return;
    }
    book.mention(name, type, evidence);
    if (book.type(name) == EntityType.PERSON) {
      referents.mentionPerson(name);
    }
  }

  /** Somebody or some animal whose relation gives the type: "my sister Emma". */
  void named(String name, String relation) {
    Gender gender = lexicon.genderOfRelation(relation);
    book.mention(name, Referents.typeOf(gender), Evidence.CERTAIN);
    referents.mention(name, gender);
  }

  /** A lone word at the start of a sentence is capitalised anyway. */
  private boolean isWorthNoting(NounPhrase phrase) {
    NameTyper.Typed typed = typer.type(phrase.text(), before(phrase));
    boolean guess = typed.evidence() == Evidence.GUESS;
    boolean shout =
        phrase.text().length() > 1 && phrase.text().equals(phrase.text().toUpperCase(Locale.ROOT));
    return !guess || (phrase.start() > 0 && !shout);
  }

  private String before(NounPhrase phrase) {
    int index = phrase.start() - 1;
    while (sentence.is(index, Token.Tag.DET)) {
      index--;
    }
    return sentence.has(index) ? sentence.get(index).lower() : "";
  }

  /** The name of whom or what the phrase stands for; null where it is not clear. */
  @Nullable String name(NounPhrase phrase) {
    String known = names.get(phrase.start());
    return known != null || phrase.isPronoun() ? known : referents.name(phrase);
  }

  /** Whom "my" or "Emma's" in front of the phrase means. */
  @Nullable String owner(NounPhrase phrase) {
    return owners.get(phrase.start());
  }

  /** The name of a subject: a person, a name or something of somebody; null for everything else. */
  @Nullable String subject(NounPhrase phrase) {
    boolean speakable =
        phrase.isPronoun()
            || phrase.isName()
            || (phrase.relation() != null
                && (phrase.possessor() != null || phrase.properName() != null))
            || phrase.text().matches("(?i)favou?rite .*");
    String name = speakable ? name(phrase) : null;
    if (name != null && phrase.isName() && book.type(name) == EntityType.PLACE) {
      return null;
    }
    return name;
  }

  /** The type of a subject of which nothing but its relation is known: "Alice's cat". */
  EntityType typeOf(String subject) {
    EntityType implied = referents.isParticipant(subject) ? EntityType.PERSON : null;
    return implied != null ? implied : impliedTypes.getOrDefault(subject, EntityType.THING);
  }

  boolean isPerson(NounPhrase phrase) {
    String name = name(phrase);
    if (name == null) {
      return false;
    }
    boolean relative = phrase.relation() != null && !name.equals(phrase.text());
    return phrase.isPronoun() || relative || book.type(name) == EntityType.PERSON;
  }

  /** The phrase as the statement says it: articles stay, "my" becomes a name. */
  String surface(NounPhrase phrase) {
    String name = name(phrase);
    boolean replaced =
        phrase.isPronoun() || phrase.possessor() != null || phrase.properName() != null;
    return name != null && replaced ? name : sentence.text(phrase.start(), phrase.end());
  }

  /** "visit my parents" becomes "visit Alice's parents". */
  String spellOut(String words) {
    String text = words;
    for (String possessive : List.of("my", "our", "your", "his", "her")) {
      String owner = referents.pronoun(possessive);
      if (owner != null) {
        text = text.replaceAll("\\b" + possessive + "\\b", Matcher.quoteReplacement(owner + "'s"));
      }
    }
    return text;
  }
}
