package dev.memary.kg.retrieval;

import java.util.List;

/** Port: a text as the terms that count, stemmed and without stop words. */
public interface TermAnalyzer {
  List<String> terms(String text);
}
