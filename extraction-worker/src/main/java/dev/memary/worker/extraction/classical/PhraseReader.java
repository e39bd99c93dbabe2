package dev.memary.worker.extraction.classical;

import dev.memary.worker.extraction.classical.NounPhrase.Kind;
import dev.memary.worker.extraction.classical.Token.Tag;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the noun phrase that begins at a word. One reader per sentence. */
final class PhraseReader {

  private static final Set<String> POSSESSIVES =
      Set.of("my", "your", "his", "her", "our", "their", "its");
  private static final Set<String> NEGATIVE =
      Set.of("nobody", "noone", "nothing", "none", "neither", "no", "few", "little");
  private static final Set<String> LINKS = Set.of("of", "about");

  private final Sentence sentence;
  private final List<DateMention> dates;
  private final Lexicon lexicon;

  PhraseReader(Sentence sentence, List<DateMention> dates, Lexicon lexicon) {
    this.sentence = sentence;
    this.dates = dates;
    this.lexicon = lexicon;
  }

  boolean isDate(int index) {
    return dates.stream().anyMatch(date -> date.covers(index));
  }

  /** The phrase that begins at the word, if any does. */
  @Nullable NounPhrase at(int start) {
    if (!sentence.has(start) || isDate(start)) {
      return null;
    }
    Token first = sentence.get(start);
    if (first.is(Tag.PRON) && !isPossessive(start)) {
      return pronoun(start);
    }
    boolean negated = NEGATIVE.contains(first.lower());
    String possessor = isPossessive(start) ? first.lower() : null;
    int begin = possessor != null ? start + 1 : skipDeterminers(start);
    int end = endOfNouns(begin);
    int genitive = lastGenitive(begin, end);
    if (genitive >= 0) {
      possessor = possessorBefore(begin, genitive, possessor);
      begin = genitive + 1;
    }
    return end > begin ? phrase(start, begin, end, possessor, negated) : null;
  }

  private boolean isPossessive(int index) {
    return POSSESSIVES.contains(sentence.get(index).lower()) && opensNouns(index + 1);
  }

  private boolean opensNouns(int index) {
    return sentence.has(index) && !isDate(index) && endOfNouns(index) > index;
  }

  private NounPhrase pronoun(int start) {
    String word = sentence.get(start).lower();
    return new NounPhrase(
        start, start + 1, Kind.PRONOUN, word, word, null, null, null, NEGATIVE.contains(word));
  }

  private int skipDeterminers(int start) {
    int index = start;
    while (sentence.is(index, Tag.DET) && !isDate(index)) {
      index++;
    }
    return index;
  }

  /** The longest run of adjectives, numbers, nouns and genitives that ends in a noun. */
  private int endOfNouns(int begin) {
    int end = begin;
    for (int i = begin; sentence.has(i) && !isDate(i) && belongsToNouns(i); i++) {
      if (endsNouns(i)) {
        end = i + 1;
      }
    }
    return end;
  }

  private boolean belongsToNouns(int index) {
    Token token = sentence.get(index);
    return switch (token.tag()) {
      case NOUN, PROPN, ADJ, NUM -> true;
      case ADV -> sentence.is(index + 1, Tag.ADJ);
      case PART -> token.lemma().equals("'s");
      case VERB -> isParticipleBeforeNoun(index);
      case PUNCT -> token.is("-");
      default -> false;
    };
  }

  private boolean isParticipleBeforeNoun(int index) {
    Token token = sentence.get(index);
    boolean participle = token.lower().endsWith("ing") || token.lower().endsWith("ed");
    boolean afterDeterminer =
        index > 0 && (sentence.is(index - 1, Tag.DET) || sentence.is(index - 1, Tag.ADJ));
    return participle
        && afterDeterminer
        && sentence.has(index + 1)
        && sentence.get(index + 1).isNominal();
  }

  private boolean endsNouns(int index) {
    Token token = sentence.get(index);
    return token.isNominal() || (index > 0 && token.is(Tag.ADJ) && token.isCapitalised());
  }

  private int lastGenitive(int begin, int end) {
    for (int i = end - 1; i > begin; i--) {
      if (sentence.is(i, Tag.PART) && !isInsideName(i, end)) {
        return i;
      }
    }
    return -1;
  }

  /** "St. Mary's Hospital" and "McDonald's" are names, not possessions. */
  private boolean isInsideName(int genitive, int end) {
    return genitive + 1 >= end
        || (sentence.get(genitive + 1).isCapitalised()
            && lexicon.isOrganizationWord(sentence.get(end - 1).text()));
  }

  private @Nullable String possessorBefore(int begin, int genitive, @Nullable String pronoun) {
    String owner = sentence.text(begin, genitive);
    if (pronoun != null) {
      return null;
    }
    return sentence.get(begin).isCapitalised() ? owner : null;
  }

  private NounPhrase phrase(
      int start, int begin, int end, @Nullable String possessor, boolean negated) {
    int relation = relationIn(begin, end);
    if (relation >= 0) {
      return relative(start, begin, end, relation, possessor, negated);
    }
    if (isName(begin, end)) {
      int nameEnd = extendName(end);
      String name = sentence.text(begin, nameEnd);
      return new NounPhrase(start, nameEnd, Kind.NAME, name, name, possessor, null, null, negated);
    }
    int linked = extendCommon(end);
    String head = sentence.get(end - 1).lemma();
    return new NounPhrase(
        start,
        linked,
        Kind.COMMON,
        sentence.text(begin, linked),
        head,
        possessor,
        null,
        nameAfterNamed(linked),
        negated);
  }

  private int relationIn(int begin, int end) {
    for (int i = begin; i < end; i++) {
      boolean last = i == end - 1 || sentence.get(i + 1).isCapitalised();
      if (last && lexicon.isRelation(singular(i)) && !isSurname(i)) {
        return i;
      }
    }
    return -1;
  }

  private boolean isSurname(int index) {
    return index > 0 && sentence.get(index).isCapitalised();
  }

  private String singular(int index) {
    Token token = sentence.get(index);
    return lexicon.isRelation(token.lower()) ? token.lower() : token.lemma();
  }

  private NounPhrase relative(
      int start, int begin, int end, int relation, @Nullable String possessor, boolean negated) {
    String word = singular(relation);
    int nameEnd = end;
    String name = relation + 1 < end ? sentence.text(relation + 1, end) : null;
    if (name == null && nameAfterNamed(end) instanceof String named) {
      name = named;
      nameEnd = endOfNouns(end + 1);
    } else if (name == null && apposition(end) > 0) {
      nameEnd = apposition(end);
      name = sentence.text(end + 1, nameEnd);
      nameEnd += sentence.is(nameEnd, ",") ? 1 : 0;
    }
    boolean named = name != null;
    return new NounPhrase(
        start,
        nameEnd,
        Kind.COMMON,
        sentence.text(begin, named ? relation + 1 : end),
        word,
        possessor,
        word,
        name,
        negated);
  }

  /** The end of "Karen" in "my boss, Karen, comes"; -1 where there is no such name. */
  private int apposition(int end) {
    if (!sentence.is(end, ",") || !sentence.is(end + 1, Tag.PROPN)) {
      return -1;
    }
    int nameEnd = endOfNouns(end + 1);
    boolean closed = sentence.is(nameEnd, ",") || sentence.is(nameEnd, ".");
    return closed && isName(end + 1, nameEnd) ? nameEnd : -1;
  }

  private @Nullable String nameAfterNamed(int end) {
    boolean named = sentence.is(end, "named") || sentence.is(end, "called");
    if (!named || !sentence.has(end + 1) || !sentence.get(end + 1).isCapitalised()) {
      return null;
    }
    int nameEnd = endOfNouns(end + 1);
    return nameEnd > end + 1 ? sentence.text(end + 1, nameEnd) : null;
  }

  private boolean isName(int begin, int end) {
    boolean properNoun = false;
    for (int i = begin; i < end; i++) {
      Token token = sentence.get(i);
      if (!token.isCapitalised() && !token.is(Tag.PART) && !token.is("-") && !token.is(Tag.NUM)) {
        return false;
      }
      properNoun |= token.is(Tag.PROPN) || (i > 0 && token.isCapitalised());
    }
    return properNoun && !lexicon.isNationality(sentence.text(begin, end));
  }

  /** "University of Oslo", "Bank of America". */
  private int extendName(int end) {
    int next = sentence.is(end + 1, "the") ? end + 2 : end + 1;
    boolean continues =
        sentence.is(end, "of") && sentence.is(next, Tag.PROPN) && !isDate(next) && !isDate(end);
    return continues ? endOfNouns(next) : end;
  }

  /** "a book about whales", "a cup of tea". */
  private int extendCommon(int end) {
    if (!sentence.has(end) || isDate(end) || !LINKS.contains(sentence.get(end).lower())) {
      return end;
    }
    int begin = skipDeterminers(end + 1);
    int linked = sentence.has(begin) && !isDate(begin) ? endOfNouns(begin) : begin;
    return linked > begin ? linked : end;
  }
}
