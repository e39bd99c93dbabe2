package dev.memary.worker.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An utterance in sentences and clauses, in which a quotation is looked up. */
final class Passage {
  private static final Pattern SENTENCE = Pattern.compile("[^.!?。\\n]*(?:[.!?。\\n]+|$)");

  /** A comma begins a clause only before a new subject: lists have commas, too. */
  private static final Pattern CLAUSE_END =
      Pattern.compile(
          "[;:—](?=\\s|$)|,?\\s+but\\b|,\\s*(?=(?:and |so |because |though |now |well )?"
              + "(?:i|i'm|i've|i'll|he|he's|she|she's|it|it's|we|we're|they|they're|you|you're|my|his|her|our|their)\\b)"
              + "|,\\s*(?=\\p{IsHan})|[;:](?=\\p{IsHan})|但是?|不过");

  private final String plain;

  Passage(String text) {
    this.plain = Wording.plain(text);
  }

  String plain() {
    return plain;
  }

  /**
   * Where a quotation stands.
   *
   * @param before the sentence before
   * @param sentence the whole sentences that it is taken from
   * @param clause the clause that speaks of the object
   */
  record Place(int start, String before, String sentence, String clause) {}

  private record Span(int start, int end) {
    boolean overlaps(int from, int to) {
      return start < to && from < end;
    }
  }

  /** Empty when the words do not stand in the text. */
  Optional<Place> find(String quote, String object) {
    String words = Wording.plain(quote).replaceAll("^[\"'. ,]+|[\"'. ,]+$", "");
    int start = Wording.indexOf(plain, words, 0);
    if (start < 0) {
      return Optional.empty();
    }
    int end = start + words.length();
    List<Span> sentences = spans(SENTENCE, 0, plain.length());
    int first = first(sentences, start, end);
    int last = first;
    while (last + 1 < sentences.size() && sentences.get(last + 1).overlaps(start, end)) {
      last++;
    }
    Span sentence = new Span(sentences.get(first).start(), sentences.get(last).end());
    String before = first == 0 ? "" : text(sentences.get(first - 1));
    return Optional.of(
        new Place(start, before, text(sentence), clause(sentence, start, end, object)));
  }

  private String clause(Span sentence, int start, int end, String object) {
    int at = Wording.indexOf(plain, Wording.plain(object), start);
    boolean inQuote = at >= 0 && at < end;
    int from = inQuote ? at : start;
    int to = inQuote ? at + 1 : end;
    List<Span> clauses = clauses(sentence);
    int first = first(clauses, from, to);
    int last = first;
    while (last + 1 < clauses.size() && clauses.get(last + 1).overlaps(from, to)) {
      last++;
    }
    return plain.substring(clauses.get(first).start(), clauses.get(last).end()).strip();
  }

  private List<Span> clauses(Span sentence) {
    List<Span> clauses = new ArrayList<>();
    Matcher ends = CLAUSE_END.matcher(plain).region(sentence.start(), sentence.end());
    int start = sentence.start();
    while (ends.find()) {
      clauses.add(new Span(start, ends.end()));
      start = ends.end();
    }
    clauses.add(new Span(start, sentence.end()));
    return clauses;
  }

  private List<Span> spans(Pattern pattern, int from, int to) {
    List<Span> spans = new ArrayList<>();
    Matcher matcher = pattern.matcher(plain).region(from, to);
    while (matcher.find()) {
      if (matcher.end() > matcher.start()) {
        spans.add(new Span(matcher.start(), matcher.end()));
      }
    }
    return spans;
  }

  private static int first(List<Span> spans, int from, int to) {
    for (int i = 0; i < spans.size(); i++) {
      if (spans.get(i).overlaps(from, to)) {
        return i;
      }
    }
    return spans.size() - 1;
  }

  private String text(Span span) {
    return plain.substring(span.start(), span.end()).strip();
  }
}
