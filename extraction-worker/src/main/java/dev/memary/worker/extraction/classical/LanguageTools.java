package dev.memary.worker.extraction.classical;

import dev.memary.worker.extraction.classical.Token.Tag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import opennlp.tools.lemmatizer.LemmatizerME;
import opennlp.tools.lemmatizer.LemmatizerModel;
import opennlp.tools.postag.POSModel;
import opennlp.tools.postag.POSTaggerME;
import opennlp.tools.sentdetect.SentenceDetectorME;
import opennlp.tools.sentdetect.SentenceModel;
import opennlp.tools.tokenize.TokenizerME;
import opennlp.tools.tokenize.TokenizerModel;
import opennlp.tools.util.Span;

/**
 * OpenNLP behind one method. The models are shared; the tools over them are not thread-safe and
 * come from a small pool.
 */
final class LanguageTools {

  private static final int POOL_SIZE = 8;
  private static final int MAX_SENTENCE_CHARS = 1_000;

  private final TagRepair tagRepair;
  private final SentenceModel sentenceModel;
  private final TokenizerModel tokenizerModel;
  private final POSModel posModel;
  private final LemmatizerModel lemmatizerModel;
  private final BlockingQueue<Tools> idle = new ArrayBlockingQueue<>(POOL_SIZE);

  private LanguageTools(Lexicon lexicon) throws IOException {
    tagRepair = new TagRepair(lexicon);
    sentenceModel = new SentenceModel(model("sentence"));
    tokenizerModel = new TokenizerModel(model("tokens"));
    posModel = new POSModel(model("pos"));
    lemmatizerModel = new LemmatizerModel(model("lemmas"));
  }

  static LanguageTools load(Lexicon lexicon) {
    try {
      return new LanguageTools(lexicon);
    } catch (IOException e) {
      throw new UncheckedIOException("The OpenNLP models cannot be read", e);
    }
  }

  private static URL model(String part) {
    String name = "/opennlp-en-ud-ewt-%s-1.3-2.5.4.bin".formatted(part);
    URL url = LanguageTools.class.getResource(name);
    if (url == null) {
      throw new IllegalStateException("The OpenNLP model " + name + " is not on the class path");
    }
    return url;
  }

  /** The sentences of a text; overlong ones are no sentences and are left out. */
  List<Sentence> read(String text) {
    Tools tools = borrow();
    try {
      return text.lines().flatMap(line -> tools.read(line).stream()).toList();
    } finally {
      idle.offer(tools);
    }
  }

  private Tools borrow() {
    Tools tools = idle.poll();
    return tools != null ? tools : new Tools();
  }

  private final class Tools {
    private final SentenceDetectorME sentences = new SentenceDetectorME(sentenceModel);
    private final TokenizerME tokenizer = new TokenizerME(tokenizerModel);
    private final POSTaggerME tagger = new POSTaggerME(posModel);
    private final LemmatizerME lemmatizer = new LemmatizerME(lemmatizerModel);

    List<Sentence> read(String line) {
      List<Sentence> read = new ArrayList<>();
      for (String sentence : joinAbbreviations(sentences.sentDetect(line))) {
        if (sentence.length() <= MAX_SENTENCE_CHARS) {
          read.add(words(sentence));
        }
      }
      return read;
    }

    /** "harp." or "Corp." at the end of a sentence is a word and a full stop. */
    private static Span[] splitFullStop(Span[] spans, String sentence) {
      if (spans.length == 0) {
        return spans;
      }
      Span last = spans[spans.length - 1];
      if (last.length() < 2 || sentence.charAt(last.getEnd() - 1) != '.') {
        return spans;
      }
      Span[] split = Arrays.copyOf(spans, spans.length + 1);
      split[spans.length - 1] = new Span(last.getStart(), last.getEnd() - 1);
      split[spans.length] = new Span(last.getEnd() - 1, last.getEnd());
      return split;
    }

    private Sentence words(String sentence) {
      if (sentence.isBlank()) {
        return new Sentence(sentence, List.of());
      }
      Span[] spans = splitFullStop(tokenizer.tokenizePos(sentence), sentence);
      String[] words = Span.spansToStrings(spans, sentence);
      String[] tags = tagger.tag(words);
      String[] lemmas = lemmatizer.lemmatize(words, tags);
      List<Token> tokens = new ArrayList<>();
      for (int i = 0; i < words.length; i++) {
        String lower = words[i].toLowerCase(Locale.ROOT);
        Tag tag = Tag.of(tags[i]);
        Token token =
            new Token(
                words[i],
                lower,
                tag,
                lemma(lemmas[i], lower),
                spans[i].getStart(),
                spans[i].getEnd());
        String next = i + 1 < words.length ? tags[i + 1] : "";
        tokens.addAll(Contractions.split(token, tags[i], next));
      }
      return new Sentence(sentence, tagRepair.repair(tokens));
    }
  }

  /** The lemmatizer invents lemmas for names it has not seen; those are their own. */
  private static String lemma(String lemma, String lower) {
    boolean plausible = !lemma.isEmpty() && lemma.length() <= lower.length() + 3;
    return plausible && !lemma.contains("@") ? lemma.toLowerCase(Locale.ROOT) : lower;
  }

  /** "at 5 p.m. on Friday" and "Dr. Chen" are not ends of sentences. */
  private static List<String> joinAbbreviations(String[] sentences) {
    List<String> joined = new ArrayList<>();
    for (String sentence : sentences) {
      if (!joined.isEmpty() && endsInAbbreviation(joined.getLast())) {
        joined.add(joined.removeLast() + " " + sentence);
      } else {
        joined.add(sentence);
      }
    }
    return joined;
  }

  private static boolean endsInAbbreviation(String sentence) {
    return sentence.matches("(?s).*\\b(?i:p\\.m|a\\.m|dr|mr|mrs|ms|prof|st)\\.$");
  }
}
