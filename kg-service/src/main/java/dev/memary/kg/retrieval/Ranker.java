package dev.memary.kg.retrieval;

import dev.memary.kg.graph.Candidate;
import dev.memary.kg.retrieval.Bm25F.Document;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Ranks candidates by a recipe. */
@ApplicationScoped
public class Ranker {
  private static final Pattern WHEN =
      Pattern.compile(
          "^\\s*(when|what (date|day|month|year|time)|how long ago)\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern TIME_WORD =
      Pattern.compile(
          "\\b(yesterday|today|tomorrow|tonight|last|next|ago|week|weekend|month|year|morning|january|february|march|april"
              + "|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday"
              + "|saturday|sunday|since|19\\d\\d|20\\d\\d)\\b",
          Pattern.CASE_INSENSITIVE);
  private static final int BARE_QUESTION_LENGTH = 200;

  private final TermAnalyzer analyzer;

  public Ranker(TermAnalyzer analyzer) {
    this.analyzer = analyzer;
  }

  /**
   * All candidates, best first; ties in the order of their ids, so that equal questions get equal
   * answers.
   */
  public List<ScoredCandidate> rank(String query, List<Candidate> candidates, RecallRecipe recipe) {
    if (candidates.isEmpty()) {
      return List.of();
    }
    List<String> terms = analyzer.terms(query);
    List<Document> documents = candidates.stream().map(this::document).toList();
    double[] words = standardise(new Bm25F(recipe, documents).scores(terms));
    double[] meaning =
        standardise(candidates.stream().mapToDouble(Candidate::similarity).toArray());
    Set<String> named = named(query, candidates);
    boolean asksWhen = WHEN.matcher(query).find();

    List<ScoredCandidate> scored = new ArrayList<>(candidates.size());
    for (int i = 0; i < candidates.size(); i++) {
      Candidate candidate = candidates.get(i);
      Map<String, Double> parts = new LinkedHashMap<>();
      parts.put("words", recipe.words() * words[i]);
      parts.put("meaning", recipe.meaning() * meaning[i]);
      parts.put("speaker", named.contains(key(candidate.speaker())) ? recipe.speaker() : 0);
      parts.put("bare_question", isBareQuestion(candidate) ? -recipe.bareQuestion() : 0);
      parts.put(
          "time_word",
          asksWhen && TIME_WORD.matcher(candidate.text()).find() ? recipe.timeWord() : 0);
      scored.add(new ScoredCandidate(candidate, logistic(sum(parts)), parts));
    }
    scored.sort(
        Comparator.comparingDouble(ScoredCandidate::score)
            .reversed()
            .thenComparing(s -> s.candidate().id()));
    return scored;
  }

  private Document document(Candidate candidate) {
    return new Document(
        analyzer.terms(candidate.speaker() + " " + candidate.text()),
        analyzer.terms(candidate.neighbours()));
  }

  /** The one speaker whom the query names; with several named, who speaks tells nothing. */
  private static Set<String> named(String query, List<Candidate> candidates) {
    Set<String> words =
        Arrays.stream(
                query.toLowerCase(Locale.ROOT).replaceAll("['’]s\\b", "").split("[^\\p{L}\\p{N}]+"))
            .collect(Collectors.toSet());
    Set<String> named = new HashSet<>();
    for (Candidate candidate : candidates) {
      String speaker = key(candidate.speaker());
      if (!speaker.isEmpty() && words.contains(speaker.split("\\s+")[0])) {
        named.add(speaker);
      }
    }
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

  private static double[] standardise(double[] values) {
    double mean = Arrays.stream(values).average().orElse(0);
    double variance = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElse(0);
    double deviation = Math.sqrt(variance);
    return Arrays.stream(values).map(v -> deviation < 1e-9 ? 0 : (v - mean) / deviation).toArray();
  }

  private static double sum(Map<String, Double> parts) {
    return parts.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  private static double logistic(double sum) {
    return 1 / (1 + Math.exp(-sum / 2));
  }
}
