package dev.memary.kg.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memary.kg.retrieval.TermAnalyzer;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.WordlistLoader;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/** English stems; stop words are Lucene's, Snowball's and the words that questions are made of. */
@ApplicationScoped
public class LuceneTermAnalyzer implements TermAnalyzer {
  private static final List<String> QUESTION_WORDS =
      List.of("may", "might", "likely", "many", "much", "will", "shall", "s", "t");

  private final Analyzer analyzer = new EnglishAnalyzer(stopWords());

  private static CharArraySet stopWords() {
    try (InputStream list = SnowballFilter.class.getResourceAsStream("english_stop.txt");
        Reader reader = new InputStreamReader(Objects.requireNonNull(list), UTF_8)) {
      CharArraySet words = new CharArraySet(WordlistLoader.getSnowballWordSet(reader), true);
      words.addAll(EnglishAnalyzer.getDefaultStopSet());
      words.addAll(QUESTION_WORDS);
      return words;
    } catch (IOException e) {
      throw new UncheckedIOException("Lucene's jar holds the list", e);
    }
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
