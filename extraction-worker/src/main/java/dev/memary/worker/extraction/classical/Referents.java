package dev.memary.worker.extraction.classical;

import dev.memary.worker.extraction.EntityType;
import dev.memary.worker.extraction.Utterance;
import dev.memary.worker.extraction.classical.Lexicon.Gender;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Knows who is meant: "I", "you", "she", "my brother". One instance per utterance. */
final class Referents {

  private record Mentioned(String name, Gender gender) {}

  private final Utterance utterance;
  private final Lexicon lexicon;
  private final List<Mentioned> people = new ArrayList<>();

  Referents(Utterance utterance, Lexicon lexicon) {
    this.utterance = utterance;
    this.lexicon = lexicon;
  }

  /** Remembers somebody for a later "he" or "she". */
  void mention(String name, Gender gender) {
    people.add(new Mentioned(name, gender));
  }

  void mentionPerson(String name) {
    mention(name, lexicon.genderOfName(name.split(" ")[0]));
  }

  /** The name behind a pronoun or possessive pronoun; null where it is not clear. */
  @Nullable String pronoun(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "i", "me", "my", "we", "us", "our", "myself" -> utterance.speaker();
      case "you", "your" -> utterance.listener().orElse(null);
      case "he", "him", "his" -> last(Gender.MALE);
      case "she", "her" -> last(Gender.FEMALE);
      default -> null;
    };
  }

  private @Nullable String last(Gender gender) {
    for (Mentioned person : people.reversed()) {
      if (person.gender() == gender || person.gender() == Gender.UNKNOWN) {
        return person.name();
      }
    }
    return null;
  }

  /** The name of whom or what a phrase stands for; null for pronouns without a clear meaning. */
  @Nullable String name(NounPhrase phrase) {
    if (phrase.isPronoun()) {
      return pronoun(phrase.text());
    }
    if (phrase.properName() != null) {
      return phrase.properName();
    }
    if (phrase.possessor() == null) {
      return phrase.text();
    }
    String owner = owner(phrase);
    return owner == null ? null : owner + "'s " + phrase.text();
  }

  /** Whom "my", "her" or "Emma's" in front of the phrase means. */
  @Nullable String owner(NounPhrase phrase) {
    String possessor = phrase.possessor();
    if (possessor == null) {
      return null;
    }
    boolean pronoun =
        switch (possessor) {
          case "my", "your", "his", "her", "our", "their", "its" -> true;
          default -> false;
        };
    return pronoun ? pronoun(possessor) : possessor;
  }

  /** Whether the name belongs to the session. */
  boolean isParticipant(String name) {
    return name.equals(utterance.speaker()) || utterance.participants().contains(name);
  }

  static EntityType typeOf(Gender gender) {
    return gender == Gender.ANIMAL ? EntityType.THING : EntityType.PERSON;
  }
}
