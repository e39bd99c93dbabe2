package dev.memary.worker.extraction.classical;

import dev.memary.kit.language.DateExpressions;
import dev.memary.kit.language.DateExpressions.Kind;
import dev.memary.worker.extraction.EntityType;
import dev.memary.worker.extraction.ExtractedEntity;
import dev.memary.worker.extraction.ExtractedFact;
import dev.memary.worker.extraction.Extraction;
import dev.memary.worker.extraction.Extractor;
import dev.memary.worker.extraction.Utterance;
import dev.memary.worker.extraction.classical.EntityBook.Evidence;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Understands English without a language model, by rules. Careful rather than complete: what it is
 * not sure of it leaves out. Text without Latin letters gives nothing.
 */
public final class ClassicalExtractor implements Extractor {

  /** The name and version of these rules; a new version asks for re-extraction. */
  public static final String VERSION = "classical-1";

  private static final int FACTS_PER_WINDOW = 8;
  private static final int WINDOW_TOKENS = 512;

  private final LanguageTools tools;
  private final Lexicon lexicon;
  private final DateExpressions dateExpressions = new DateExpressions();

  private ClassicalExtractor(LanguageTools tools, Lexicon lexicon) {
    this.tools = tools;
    this.lexicon = lexicon;
  }

  /** Loads the models and word lists; takes about half a second, so keep the result. */
  public static ClassicalExtractor load() {
    Lexicon lexicon = new Lexicon();
    return new ClassicalExtractor(LanguageTools.load(lexicon), lexicon);
  }

  @Override
  public Extraction extract(Utterance utterance) {
    String text = Texts.clean(utterance.text());
    if (!Texts.isMostlyLatin(text)) {
      return Extraction.nothing(VERSION);
    }
    Reading reading = new Reading(utterance);
    int window = 0;
    int tokens = 0;
    List<ExtractedFact> kept = new ArrayList<>();
    List<ExtractedFact> inWindow = new ArrayList<>();
    for (Sentence sentence : tools.read(text)) {
      if (tokens / WINDOW_TOKENS > window) {
        kept.addAll(mostTrusted(inWindow));
        inWindow.clear();
        window = tokens / WINDOW_TOKENS;
      }
      inWindow.addAll(reading.read(sentence));
      tokens += sentence.size();
    }
    kept.addAll(mostTrusted(inWindow));
    return reading.result(distinct(kept));
  }

  /** At most eight facts per window, the most trusted ones, in the order of the text. */
  private static List<ExtractedFact> mostTrusted(List<ExtractedFact> facts) {
    Set<ExtractedFact> best =
        new HashSet<>(
            facts.stream()
                .sorted(Comparator.comparingDouble(ExtractedFact::confidence).reversed())
                .limit(FACTS_PER_WINDOW)
                .toList());
    return facts.stream().filter(best::contains).toList();
  }

  private static List<ExtractedFact> distinct(List<ExtractedFact> facts) {
    Set<List<String>> seen = new HashSet<>();
    return facts.stream()
        .filter(f -> seen.add(List.of(f.subject(), f.predicate(), f.object().text())))
        .toList();
  }

  /** One utterance from its first sentence to its last. */
  private final class Reading {
    private final Utterance utterance;
    private final EntityBook book = new EntityBook();
    private final Referents referents;

    Reading(Utterance utterance) {
      this.utterance = utterance;
      this.referents = new Referents(utterance, lexicon);
    }

    List<ExtractedFact> read(Sentence sentence) {
      List<DateMention> dates = dates(sentence);
      dates.forEach(this::note);
      PhraseReader phrases = new PhraseReader(sentence, dates, lexicon);
      References references = new References(sentence, referents, book, lexicon);
      references.readAll(phrases);
      List<Clause> clauses = new ClauseReader(sentence, phrases, lexicon).read();
      Dating dating = new Dating(dates, clauses, utterance.occurredAt());
      FactRules rules = new FactRules(sentence, references, lexicon, dating);
      if (clauses.stream().allMatch(Clause::asserts) && !clauses.isEmpty()) {
        references.phrases().forEach(rules::relation);
      }
      clauses.forEach(rules::clause);
      return rules.facts();
    }

    private List<DateMention> dates(Sentence sentence) {
      LocalDate today = LocalDate.ofInstant(utterance.occurredAt(), ZoneOffset.UTC);
      return dateExpressions.read(sentence.text(), today).stream()
          .map(date -> DateMention.of(date, sentence))
          .toList();
    }

    private void note(DateMention date) {
      if (date.period() != null && date.kind() != Kind.NONE) {
        String iso = date.period().iso();
        book.mention(iso, EntityType.DATE, Evidence.CERTAIN);
        book.alias(iso, date.surface());
      }
    }

    Extraction result(List<ExtractedFact> facts) {
      List<ExtractedEntity> entities = book.entities();
      return new Extraction(entities, facts, VERSION);
    }
  }
}
