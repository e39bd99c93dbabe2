package dev.memary.demo;

import dev.memary.demo.MemaryApi.Answer;
import dev.memary.demo.MemaryApi.Hit;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Writes for a person: a progress bar on one line of a terminal, plain lines elsewhere. */
final class Screen {

  private static final int BAR = 30;

  private final PrintWriter out;
  private final boolean terminal;
  private final int width;
  private int lastTenth = -1;

  Screen(PrintWriter out, boolean terminal, int width) {
    this.out = out;
    this.terminal = terminal;
    this.width = width;
  }

  void line(String text) {
    out.println(text);
    out.flush();
  }

  void progress(String what, int done, int total) {
    int part = total == 0 ? BAR : Math.min(BAR, done * BAR / total);
    if (terminal) {
      out.printf(
          "\r%-14s [%s%s] %d/%d", what, "#".repeat(part), " ".repeat(BAR - part), done, total);
      out.print(done >= total ? "\n" : "");
    } else {
      plainProgress(what, done, total);
    }
    out.flush();
  }

  /** Where nobody watches, a line at each half is enough. */
  private void plainProgress(String what, int done, int total) {
    int half = total == 0 ? 2 : done * 2 / total;
    if (half != lastTenth) {
      out.printf("%s: %d of %d%n", what, done, total);
    }
    lastTenth = done >= total ? -1 : half;
  }

  void question(int number, Outcome outcome) {
    String mark = outcome.found() ? "✔" : "✘";
    line("");
    line("%s %d. %s".formatted(mark, number, outcome.question().question()));
    List<Hit> hits = outcome.hits();
    for (int i = 0; i < hits.size(); i++) {
      line(hit(i + 1, hits.get(i), outcome.answers(hits.get(i))));
    }
    line(String.format(Locale.ROOT, "     %.1f ms", outcome.millis()));
    answer(outcome.answer());
  }

  private String hit(int rank, Hit hit, boolean expected) {
    String date =
        hit.occurredAt().length() >= 10 ? hit.occurredAt().substring(0, 10) : "          ";
    String lead =
        String.format(
            Locale.ROOT,
            "   %s %d. %.3f %-4s %s  %s",
            expected ? "✔" : " ",
            rank,
            hit.score(),
            hit.sessionId(),
            date,
            hit.kind().equals("fact") ? "(fact) " : "");
    return cut(lead + hit.text().replaceAll("\\s+", " "));
  }

  private void answer(Answer answer) {
    String note = answer.degraded() ? " (degraded: extractive)" : "";
    line("     answer" + note + ": " + answer.text().strip().replaceAll("\\s*\\n\\s*", "\n     "));
  }

  private String cut(String text) {
    return text.length() <= width ? text : text.substring(0, width - 1) + "…";
  }
}
