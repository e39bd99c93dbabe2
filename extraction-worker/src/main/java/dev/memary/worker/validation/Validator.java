package dev.memary.worker.validation;

import dev.memary.kit.language.DateExpressions.DateExpression;
import dev.memary.worker.extraction.EntityType;
import dev.memary.worker.extraction.ExtractedEntity;
import dev.memary.worker.extraction.ExtractedFact;
import dev.memary.worker.extraction.Extraction;
import dev.memary.worker.extraction.FactObject;
import dev.memary.worker.extraction.FactObject.EntityObject;
import dev.memary.worker.extraction.FactObject.Literal;
import dev.memary.worker.extraction.LiteralType;
import dev.memary.worker.extraction.Utterance;
import dev.memary.worker.validation.Passage.Place;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes an extraction of what an utterance bears out of a proposal, and counts the rest. */
public final class Validator {
  private static final int FACTS_PER_WINDOW = 8;
  private static final int WINDOW_TOKENS = 512;
  private static final int LONGEST_OBJECT = 120;
  private static final double TRUSTED = 0.85;

  /** Below what may close another fact. */
  private static final double REPORTED = 0.4;

  /** What one is, has or likes is no event that could be planned. */
  private static final Pattern LASTING =
      Pattern.compile("has_.*|favou?rite_.*|like|dislike|prefer|is|is_a|work_as|allergic_to|own");

  private static final String PLAN = "plan_to";

  private final ToIntFunction<String> tokens;
  private final Predicates predicates = new Predicates();

  /**
   * @param tokens how many tokens a text has
   */
  public Validator(ToIntFunction<String> tokens) {
    this.tokens = tokens;
  }

  /** What is believed. The extraction names its extractor. */
  public Validated validate(Utterance utterance, Proposal proposal, String extractor) {
    return new Reading(utterance, proposal).validated(extractor);
  }

  /** One proposal, beside what was said. */
  private final class Reading {
    private final Utterance utterance;
    private final Proposal proposal;
    private final Passage passage;
    private final Names names;
    private final Times times;
    private final Map<Flaw, Integer> flaws = new EnumMap<>(Flaw.class);
    private final Map<String, ExtractedEntity> entities = new LinkedHashMap<>();
    private final Set<String> persons;

    Reading(Utterance utterance, Proposal proposal) {
      this.utterance = utterance;
      this.proposal = proposal;
      this.passage = new Passage(utterance.text());
      this.names = new Names(utterance, passage);
      this.times = new Times(utterance);
      this.persons =
          proposal.entities().stream()
              .filter(e -> e.type() == EntityType.PERSON && !names.isSpeaker(e.name()))
              .map(Proposal.Entity::name)
              .collect(Collectors.toSet());
    }

    Validated validated(String extractor) {
      proposal.entities().forEach(this::entity);
      times.all().forEach(this::date);
      List<ExtractedFact> facts = facts();
      return new Validated(new Extraction(List.copyOf(entities.values()), facts, extractor), flaws);
    }

    private void entity(Proposal.Entity entity) {
      Optional<String> name = names.resolve(entity.name());
      if (name.isEmpty() || entity.type() == EntityType.DATE) {
        return;
      }
      if (names.stands(name.get())) {
        entities.putIfAbsent(
            Wording.plain(name.get()),
            new ExtractedEntity(name.get(), entity.type(), List.of(), mentions(name.get())));
      } else {
        count(Flaw.NAME_NOT_IN_TEXT);
      }
    }

    private void date(DateExpression date) {
      String iso = date.period().orElseThrow().iso();
      entities.putIfAbsent(
          iso, new ExtractedEntity(iso, EntityType.DATE, List.of(date.surface()), 1));
    }

    private int mentions(String name) {
      String plain = Wording.plain(name);
      int mentions = 0;
      for (int at = Wording.indexOf(passage.plain(), plain, 0);
          at >= 0;
          at = Wording.indexOf(passage.plain(), plain, at + 1)) {
        mentions++;
      }
      return Math.max(1, mentions);
    }

    private List<ExtractedFact> facts() {
      List<ExtractedFact> facts = new ArrayList<>();
      Set<List<String>> seen = new HashSet<>();
      int windows = 1 + tokens.applyAsInt(utterance.text()) / WINDOW_TOKENS;
      int[] inWindow = new int[windows];
      for (Proposal.Fact proposed : proposal.facts()) {
        Optional<Place> place = passage.find(proposed.quote(), proposed.object());
        if (place.isEmpty()) {
          count(Flaw.QUOTE_NOT_IN_TEXT);
          continue;
        }
        Optional<ExtractedFact> fact = fact(proposed, place.get());
        if (fact.isEmpty()) {
          continue;
        }
        int window = place.get().start() * windows / Math.max(1, passage.plain().length());
        if (!seen.add(key(fact.get()))) {
          count(Flaw.REPEATED);
        } else if (++inWindow[Math.min(window, windows - 1)] > FACTS_PER_WINDOW) {
          count(Flaw.TOO_MANY);
        } else {
          facts.add(fact.get());
        }
      }
      return facts;
    }

    private Optional<ExtractedFact> fact(Proposal.Fact proposed, Place place) {
      Optional<String> predicate = predicates.normal(proposed.predicate());
      Optional<String> subject = names.resolve(proposed.subject());
      Optional<FactObject> object = object(proposed, place);
      Optional<Flaw> flaw = flaw(proposed, predicate, subject, object, place);
      flaw.ifPresent(this::count);
      return flaw.isPresent()
          ? Optional.empty()
          : Optional.of(
              fact(
                  proposed,
                  place,
                  subject.orElseThrow(),
                  predicate.orElseThrow(),
                  object.orElseThrow()));
    }

    private Optional<Flaw> flaw(
        Proposal.Fact proposed,
        Optional<String> predicate,
        Optional<String> subject,
        Optional<FactObject> object,
        Place place) {
      if (predicate.isEmpty()) {
        return Optional.of(Flaw.BAD_PREDICATE);
      }
      if (subject.isEmpty() || !isMeant(subject.get(), place)) {
        return Optional.of(Flaw.NAME_NOT_IN_TEXT);
      }
      if (object.isEmpty() || object.get().text().equals(subject.get())) {
        return Optional.of(Flaw.BAD_LITERAL);
      }
      if (!names.standsIn(object.get().text(), place.sentence())) {
        return Optional.of(Flaw.OBJECT_NOT_IN_TEXT);
      }
      if (names.isAnothers(subject.get(), predicate.get(), place.sentence())) {
        return Optional.of(Flaw.WRONG_OWNER);
      }
      return Mood.flaw(place, predicate.get(), proposed.ended());
    }

    private boolean isMeant(String subject, Place place) {
      return names.isSpeaker(subject)
          ? names.saysI(place.sentence(), persons)
          : names.stands(subject);
    }

    /** Empty when it is no literal of its kind. */
    private Optional<FactObject> object(Proposal.Fact proposed, Place place) {
      String text = proposed.object().strip();
      boolean wholeSentence = Wording.plain(text).equals(Wording.plain(place.sentence()));
      if (text.isEmpty() || text.length() > LONGEST_OBJECT || wholeSentence) {
        return Optional.empty();
      }
      return switch (proposed.objectKind()) {
        case ENTITY -> names.resolve(text).map(EntityObject::new);
        case TEXT -> Optional.of(new Literal(text, LiteralType.TEXT));
        case ACTIVITY -> Optional.of(new Literal(text, LiteralType.ACTIVITY));
        case NUMBER ->
            text.codePoints().anyMatch(Character::isDigit)
                    && Wording.holds(place.sentence(), Wording.plain(text))
                ? Optional.of(new Literal(text, LiteralType.NUMBER))
                : Optional.empty();
      };
    }

    private ExtractedFact fact(
        Proposal.Fact proposed, Place place, String subject, String predicate, FactObject object) {
      boolean planned =
          predicate.equals(PLAN)
              || !LASTING.matcher(predicate).matches()
                  && (proposed.planned() || Mood.looksAhead(place));
      Validity validity = planned ? Validity.UNKNOWN : validity(proposed, place);
      String said = planned ? PLAN : predicate;
      FactObject what = planned ? activity(predicate, object) : object;
      return new ExtractedFact(
          subject,
          said,
          what,
          statement(proposed, subject, said, what),
          place.sentence(),
          validity.from(),
          validity.to(),
          Mood.isReported(place) ? REPORTED : TRUSTED);
    }

    /** A plan is to do something: "visit Japan". */
    private FactObject activity(String predicate, FactObject object) {
      String activity =
          predicate.equals(PLAN)
              ? object.text()
              : Predicates.words(predicate) + " " + object.text();
      return new Literal(activity, LiteralType.ACTIVITY);
    }

    private Validity validity(Proposal.Fact proposed, Place place) {
      Optional<DateExpression> since = date(proposed.since());
      Optional<DateExpression> until = date(proposed.until());
      boolean over = proposed.ended() || until.isPresent();
      if (over && until.isEmpty() && !Endings.tells(place.clause())) {
        count(Flaw.END_NOT_IN_TEXT);
        over = false;
      }
      if (since.filter(Times::isEnd).isPresent()) {
        return new Validity(null, since.map(Reading::start).orElseThrow());
      }
      Instant from = since.map(Reading::start).orElse(null);
      if (!over) {
        return new Validity(from, null);
      }
      if (until.isPresent()) {
        return new Validity(from, until.map(Reading::start).orElseThrow()).ordered();
      }
      // "I quit last Friday": the one date of an end is the end's.
      return from == null ? new Validity(null, utterance.occurredAt()) : new Validity(null, from);
    }

    private Optional<DateExpression> date(@Nullable String written) {
      if (written == null || written.isBlank()) {
        return Optional.empty();
      }
      Optional<DateExpression> date = times.meant(written);
      if (date.isEmpty()) {
        count(Flaw.DATE_NOT_IN_TEXT);
      }
      return date;
    }

    private static Instant start(DateExpression date) {
      return date.period().orElseThrow().start();
    }

    /** The model's sentence, unless it says more than was said. */
    private String statement(
        Proposal.Fact proposed, String subject, String predicate, FactObject object) {
      String statement = proposed.statement().strip();
      String known =
          passage.plain()
              + " "
              + Wording.plain(subject + " " + Predicates.words(predicate) + " " + object.text());
      if (Statements.saysNoMore(statement, known)) {
        return statement;
      }
      count(Flaw.STATEMENT_NOT_IN_TEXT);
      return subject + " " + Predicates.words(predicate) + " " + object.text() + ".";
    }

    private static List<String> key(ExtractedFact fact) {
      return List.of(
          Wording.plain(fact.subject()), fact.predicate(), Wording.plain(fact.object().text()));
    }

    private void count(Flaw flaw) {
      flaws.merge(flaw, 1, Integer::sum);
    }
  }

  /** Since when and until when something is true. */
  private record Validity(@Nullable Instant from, @Nullable Instant to) {
    static final Validity UNKNOWN = new Validity(null, null);

    Validity ordered() {
      return from != null && to != null && to.isBefore(from) ? new Validity(null, to) : this;
    }
  }
}
