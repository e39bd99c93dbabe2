package dev.memary.kg.provider;

import dev.memary.kg.retrieval.TermAnalyzer;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/** English stems; stop words are Lucene's and the words that questions are made of. */
@ApplicationScoped
public class LuceneTermAnalyzer implements TermAnalyzer {
  private static final List<String> QUESTION_WORDS =
      List.of(
          "what", "when", "where", "which", "who", "whom", "whose", "why", "how", "did", "do",
          "does", "has", "have", "had", "would", "could", "should", "can", "may", "might", "likely",
          "many", "much", "his", "her", "its", "our", "your", "my", "he", "she", "i", "you", "we",
          "me", "him", "them", "were", "been", "am", "s", "t");

  private final Analyzer analyzer = new EnglishAnalyzer(stopWords());

  private static CharArraySet stopWords() {
    CharArraySet words = new CharArraySet(EnglishAnalyzer.getDefaultStopSet(), true);
    words.addAll(QUESTION_WORDS);
    return words;
  }

  @Override
  public List<String> terms(String text) {
    List<String> terms = new ArrayList<>();
    try (TokenStream tokens = analyzer.tokenStream("text", text)) {
      CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
      tokens.reset();
      while (tokens.incrementToken()) {
        terms.add(term.toString());
      }
      tokens.end();
    } catch (IOException e) {
      throw new UncheckedIOException("A string cannot fail to be read", e);
    }
    return terms;
  }
}
