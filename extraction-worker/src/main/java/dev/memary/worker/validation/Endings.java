package dev.memary.worker.validation;

import java.util.regex.Pattern;

/** Words by which a clause tells that something is over. */
final class Endings {
  private static final Pattern OVER =
      Pattern.compile(
          "\\b(?:used to|no longer|any ?more|until|till|former|formerly|ex|previously|once|quit|left|gave up|given up|broke up|sold|went|was|were|had"
              + "|grew|taught|spent|ran|\\w{2,}ed)\\b|以前|曾|过|不再|再也不|再也没|辞|离开|离职|离婚|戒|原来|之前|毕业|到|[不没].*了");

  private Endings() {}

  static boolean tells(String clause) {
    return OVER.matcher(clause).find();
  }
}
