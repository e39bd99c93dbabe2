package dev.memary.kg.retrieval;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.memary.kg.graph.Candidate;
import dev.memary.kg.retrieval.Bm25F.Document;
import dev.memary.kit.language.DateExpressions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Ranks candidates by a recipe. */
@ApplicationScoped
public class Ranker {
  private static final Pattern TIME_WORD =
      Pattern.compile(
          "\\b(yesterday|today|tomorrow|tonight|last|next|ago|week|weekend|month|year|morning|january|february|march|april"
              + "|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday"
              + "|saturday|sunday|since|19\\d\\d|20\\d\\d)\\b",
          Pattern.CASE_INSENSITIVE);
  private static final int BARE_QUESTION_LENGTH = 200;

  /** So many of the best are where a walk over the surroundings starts. */
  private static final int SEEDS = 10;

  /** What a walk never reaches is not infinitely far. */
  private static final double FAR = 1e-4;

  private static final double HALF_LIFE_DAYS = 30;

  /** So many of its best speak for a session. */
  private static final int BEST_OF_SESSION = 3;

  private final TermAnalyzer analyzer;
  private final DateExpressions dates = new DateExpressions();

  public Ranker(TermAnalyzer analyzer) {
    this.analyzer = analyzer;
  }

  /**
   * All candidates, best first; ties in the order of their ids, so that equal questions get equal
   * answers.
   *
   * @param now what "last week" in the question is seen from
   * @param visits of candidates, beyond what the question itself names ({@link Connections})
   */
  public List<ScoredCandidate> rank(
      String query,
      Instant now,
      List<Candidate> candidates,
      Map<UUID, Double> visits,
      RecallRecipe recipe) {
    if (candidates.isEmpty()) {
      return List.of();
    }
    Scene scene =
        new Scene(candidates.stream().sorted(Comparator.comparing(Candidate::id)).toList());
    Question question = understood(query, now, scene);
    Map<Ingredient, double[]> parts = itself(question, scene, recipe);
    parts.put(
        Ingredient.CONNECTIONS,
        scaled(
            recipe.of(Ingredient.CONNECTIONS),
            scene.candidates().stream()
                .mapToDouble(c -> Math.log(visits.getOrDefault(c.id(), 0.0) + FAR))));
    double[] scores = sum(parts, scene.size());
    parts.put(
        Ingredient.SURROUNDINGS,
        scaled(
            recipe.of(Ingredient.SURROUNDINGS),
            Arrays.stream(Walk.visits(scene, scores, SEEDS)).map(v -> Math.log(v + FAR))));
    parts.put(
        Ingredient.SESSION,
        scaled(recipe.of(Ingredient.SESSION), Arrays.stream(ofSessions(scene, scores))));
    if (recipe.of(Ingredient.DIVERSITY) > 0) {
      parts.put(
          Ingredient.DIVERSITY,
          Diversity.penalties(
              place -> Set.copyOf(analyzer.terms(scene.get(place).text())),
              sum(parts, scene.size()),
              recipe.of(Ingredient.DIVERSITY)));
    }
    return best(scene, parts);
  }

  /**
   * A month or a day without a year is the last one before anything was said last, wherever now is.
   */
  private Question understood(String query, Instant now, Scene scene) {
    Instant last = last(scene).orElse(now);
    var read =
        Stream.concat(
                dates.read(query, day(now)).stream().filter(date -> !date.namesMonth()),
                dates.read(query, day(last)).stream().filter(date -> date.namesMonth()))
            .toList();
    return Question.of(query, analyzer.terms(query), read);
  }

  private static LocalDate day(Instant instant) {
    return LocalDate.ofInstant(instant, ZoneOffset.UTC);
  }

  /** What speaks for a candidate by itself. */
  private Map<Ingredient, double[]> itself(Question question, Scene scene, RecallRecipe recipe) {
    double[] words = new Bm25F(recipe, documents(scene)).scores(question.terms());
    Set<String> named = named(question, scene);
    Map<Ingredient, double[]> parts = new EnumMap<>(Ingredient.class);
    parts.put(Ingredient.WORDS, scaled(recipe.of(Ingredient.WORDS), Arrays.stream(words)));
    parts.put(
        Ingredient.MEANING,
        scaled(
            recipe.of(Ingredient.MEANING),
            scene.candidates().stream().mapToDouble(Candidate::similarity)));
    parts.put(
        Ingredient.SPEAKER,
        where(scene, c -> named.contains(key(c.speaker())), recipe.of(Ingredient.SPEAKER)));
    parts.put(
        Ingredient.BARE_QUESTION,
        where(scene, Ranker::isBareQuestion, -recipe.of(Ingredient.BARE_QUESTION)));
    parts.put(
        Ingredient.TIME_WORD,
        where(
            scene,
            c -> question.asksWhen() && TIME_WORD.matcher(c.text()).find(),
            recipe.of(Ingredient.TIME_WORD)));
    parts.put(
        Ingredient.DATE,
        where(scene, c -> question.isAbout(c.occurredAt()), recipe.of(Ingredient.DATE)));
    parts.put(
        Ingredient.RECENCY, scaled(recipe.of(Ingredient.RECENCY), Arrays.stream(recencies(scene))));
    parts.put(
        Ingredient.FREQUENCY,
        scaled(
            recipe.of(Ingredient.FREQUENCY),
            scene.candidates().stream().mapToDouble(c -> Math.log1p(c.episodeIds().size()))));
    return parts;
  }

  /** Half as much for each month before what was said last. */
  private static double[] recencies(Scene scene) {
    Instant last = last(scene).orElse(Instant.EPOCH);
    return scene.candidates().stream()
        .mapToDouble(
            c -> Math.pow(0.5, Duration.between(c.occurredAt(), last).toDays() / HALF_LIFE_DAYS))
        .toArray();
  }

  private static Optional<Instant> last(Scene scene) {
    return scene.candidates().stream().map(Candidate::occurredAt).max(Comparator.naturalOrder());
  }

  private List<Document> documents(Scene scene) {
    List<List<String>> own =
        scene.candidates().stream().map(c -> analyzer.terms(c.speaker() + " " + c.text())).toList();
    return IntStream.range(0, scene.size())
        .mapToObj(i ->
            new Document(
                own.get(i), scene.adjacent(i).stream().flatMap(n -> own.get(n).stream()).toList()))
        .toList();
  }

  /** The one speaker whom the question names; with several named, who speaks tells nothing. */
  private static Set<String> named(Question question, Scene scene) {
    Set<String> named =
        scene.candidates().stream()
            .map(c -> key(c.speaker()))
            .filter(speaker -> !speaker.isEmpty() && question.names(speaker))
            .collect(toUnmodifiableSet());
    return named.size() == 1 ? named : Set.of();
  }

  private static String key(String speaker) {
    return speaker.toLowerCase(Locale.ROOT).strip();
  }

  private static boolean isBareQuestion(Candidate candidate) {
    String text = candidate.text().strip();
    if (!text.endsWith("?") || text.length() > BARE_QUESTION_LENGTH) {
      return false;
    }
    return text.chars().filter(c -> c == '.' || c == '!').count() <= 1;
  }

  /** The mean of the best of a candidate's session. */
  private static double[] ofSessions(Scene scene, double[] scores) {
    double[] ofSessions = new double[scores.length];
    for (List<Integer> session : scene.sessions()) {
      double mean =
          session.stream()
              .map(i -> scores[i])
              .sorted(Comparator.reverseOrder())
              .limit(BEST_OF_SESSION)
              .mapToDouble(Double::doubleValue)
              .average()
              .orElse(0);
      session.forEach(i -> ofSessions[i] = mean);
    }
    return ofSessions;
  }

  private static List<ScoredCandidate> best(Scene scene, Map<Ingredient, double[]> parts) {
    double[] scores = sum(parts, scene.size());
    List<ScoredCandidate> scored = new ArrayList<>(scene.size());
    for (int i = 0; i < scene.size(); i++) {
      Map<String, Double> explained = new LinkedHashMap<>();
      int place = i;
      parts.forEach((ingredient, part) -> explained.put(ingredient.wireName(), part[place]));
      scored.add(new ScoredCandidate(scene.get(i), logistic(scores[i]), explained));
    }
    scored.sort(
        Comparator.comparingDouble(ScoredCandidate::score)
            .reversed()
            .thenComparing(s -> s.candidate().id()));
    return scored;
  }

  private static double[] where(Scene scene, Predicate<Candidate> condition, double value) {
    return scene.candidates().stream().mapToDouble(c -> condition.test(c) ? value : 0).toArray();
  }

  /** The values as z-scores, weighted. */
  private static double[] scaled(double weight, DoubleStream values) {
    return Arrays.stream(Zscores.of(values)).map(z -> weight * z).toArray();
  }

  private static double[] sum(Map<Ingredient, double[]> parts, int size) {
    double[] sum = new double[size];
    parts.values().forEach(part -> Arrays.setAll(sum, i -> sum[i] + part[i]));
    return sum;
  }

  private static double logistic(double sum) {
    return 1 / (1 + Math.exp(-sum / 2));
  }
}
