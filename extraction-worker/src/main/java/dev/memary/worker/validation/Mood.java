package dev.memary.worker.validation;

import dev.memary.worker.validation.Passage.Place;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Whether words assert what they say. Rather too careful: what is not learnt can be said again. */
final class Mood {
  private static final Set<String> DISLIKES = Set.of("dislike", "avoid");

  private static final Pattern QUESTION = Pattern.compile("\\?|[吗呢么]\\s*[.。!]?$|\\S没有\\s*\\?");
  private static final Pattern ASKS_BACK =
      Pattern.compile(
          "[,;]\\s*(?:and |what about |how about )(?:you|yours)\\s*\\?+$|[,;]\\s*你呢\\s*\\?*$");

  private static final Pattern SEEMING_NEGATION =
      Pattern.compile(
          "not only|not just|no doubt|no wonder|no problem|can't wait|cannot wait|couldn't be (?:happier|prouder)"
              + "|不错|不但|不仅|不只|不过|不久|差不多|对不起|不好意思|特别|别人|告别|分别|区别|级别|性别");
  private static final Pattern NEGATION =
      Pattern.compile(
          "\\b(?:not|never|no|nobody|nothing|neither|nor|none|without|hardly|barely|cannot)\\b|n't\\b|[不没无未别]");
  private static final Pattern NEVER = Pattern.compile("\\bnever\\b|从不|从没|从未|从来");
  private static final Pattern OVER =
      Pattern.compile("no longer|\\bany ?more\\b|不再|再也不|再也没|已经不|[不没].*了");

  private static final Pattern CONDITION =
      Pattern.compile(
          "\\b(?:if|unless|suppose|supposing|imagine|wish|wishes|if only)\\b|如果|要是|假如|假设|倘若|若是|万一|但愿");
  private static final Pattern DOUBT =
      Pattern.compile(
          "\\b(?:would|could|might|maybe|perhaps|possibly|probably|hope|hopes|hoping|should|whether|wonder|guess|guesses|doubt|doubts|unsure)\\b"
              + "|\\bnot sure\\b|\\b(?:i|we|he|she|they) (?:think|thinks|believe|believes|suspect)\\b|\\bmay (?=[a-z])|\\bi'd\\b|\\bwe'd\\b"
              + "|也许|可能|或许|大概|希望|应该|说不定|会不会|我觉得|我猜|我想[^去要]");
  private static final Pattern RUMOUR =
      Pattern.compile(
          "\\b(?:apparently|rumou?rs?|supposedly|allegedly|reportedly)\\b|\\b(?:heard|hear) (?:that|from|about)\\b|\\b(?:they|people) say\\b"
              + "|听说|据说|传说|有人说|好像|似乎");
  private static final Pattern IRONY =
      Pattern.compile(
          "\\byeah,? right\\b|\\bas if\\b|\\boh,? (?:great|joy|wonderful|sure|perfect)\\b|^(?:sure|right), because\\b|\\bjust what i needed\\b|\\bthanks for nothing\\b|/s\\b|才怪|呵呵|又要.*可真");
  private static final Pattern SOMEBODY_SAYS =
      Pattern.compile(
          "\\b(?!i\\b|we\\b|you\\b)[\\p{IsLatin}]+ (?:says|said|claims|claimed|thinks|mentioned|told)\\b|(?<![我你您听据])说(?!话|明|服|起)");
  private static final Pattern AHEAD =
      Pattern.compile(
          "\\b(?:going to|gonna|will|planning to|plan to|plans to|intend to|intends to|about to)\\b|'ll\\b|打算|准备|计划|将要");

  private Mood() {}

  /** What keeps it from being an assertion; empty when it is one. */
  static Optional<Flaw> flaw(Place place, String predicate, boolean ended) {
    if (isQuestion(place.sentence())) {
      return Optional.of(Flaw.QUESTION);
    }
    if (IRONY.matcher(place.sentence()).find() || IRONY.matcher(place.before()).find()) {
      return Optional.of(Flaw.IRONY);
    }
    if (CONDITION.matcher(place.sentence()).find() || DOUBT.matcher(place.clause()).find()) {
      return Optional.of(Flaw.HYPOTHESIS);
    }
    if (RUMOUR.matcher(place.sentence()).find()) {
      return Optional.of(Flaw.HEARSAY);
    }
    return isNegated(place.clause(), predicate, ended)
        ? Optional.of(Flaw.NEGATION)
        : Optional.empty();
  }

  private static boolean isQuestion(String sentence) {
    return QUESTION.matcher(ASKS_BACK.matcher(sentence).replaceFirst("")).find();
  }

  private static boolean isNegated(String clause, String predicate, boolean ended) {
    String real = SEEMING_NEGATION.matcher(clause).replaceAll(" ");
    boolean negated = NEGATION.matcher(real).find();
    boolean over = ended && OVER.matcher(clause).find() && !NEVER.matcher(clause).find();
    return negated && !over && !DISLIKES.contains(predicate);
  }

  /** Whether somebody else says so. */
  static boolean isReported(Place place) {
    return SOMEBODY_SAYS.matcher(place.sentence()).find();
  }

  /** Whether it is still to come. */
  static boolean looksAhead(Place place) {
    return AHEAD.matcher(place.clause()).find();
  }
}
