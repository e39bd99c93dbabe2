package dev.memary.kg.store;

import dev.memary.kg.graph.GraphEpisode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.ByteBuffersDirectory;

/** A Lucene index of one space and nothing else. */
final class LoneSpace implements AutoCloseable {
  private static final List<String> FIELDS = List.of("text", "speaker");

  private final Analyzer analyzer = new EnglishAnalyzer();
  private final DirectoryReader reader;
  private final IndexSearcher searcher;

  LoneSpace(Collection<GraphEpisode> episodes) throws IOException {
    ByteBuffersDirectory directory = new ByteBuffersDirectory();
    try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(analyzer))) {
      for (GraphEpisode episode : episodes) {
        Document document = new Document();
        document.add(new StringField("id", episode.id().toString(), Store.YES));
        document.add(new TextField("text", episode.text(), Store.NO));
        document.add(new TextField("speaker", episode.speaker(), Store.NO));
        writer.addDocument(document);
      }
    }
    reader = DirectoryReader.open(directory);
    searcher = new IndexSearcher(reader);
  }

  /** The best by BM25, any word in any field. */
  Set<UUID> best(List<String> words, int limit) throws IOException {
    BooleanQuery.Builder query = new BooleanQuery.Builder();
    for (String field : FIELDS) {
      for (String term : terms(field, String.join(" ", words))) {
        query.add(new TermQuery(new Term(field, term)), Occur.SHOULD);
      }
    }
    Set<UUID> best = new HashSet<>();
    for (ScoreDoc hit : searcher.search(query.build(), limit).scoreDocs) {
      best.add(UUID.fromString(searcher.storedFields().document(hit.doc).get("id")));
    }
    return best;
  }

  private List<String> terms(String field, String text) throws IOException {
    List<String> terms = new ArrayList<>();
    try (TokenStream tokens = analyzer.tokenStream(field, text)) {
      CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
      tokens.reset();
      while (tokens.incrementToken()) {
        terms.add(term.toString());
      }
      tokens.end();
    }
    return terms;
  }

  @Override
  public void close() throws IOException {
    reader.close();
    analyzer.close();
  }
}
