package dev.memary.worker.validation;

import dev.memary.worker.extraction.Utterance;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Who is meant by a name, and whether the text says it. */
final class Names {
  private static final Set<String> SPEAKER =
      Set.of(
          "i",
          "me",
          "my",
          "myself",
          "we",
          "us",
          "user",
          "the user",
          "speaker",
          "the speaker",
          "我",
          "我们",
          "咱们",
          "本人",
          "用户");
  private static final Set<String> LISTENER = Set.of("you", "your", "你", "您", "你们");
  private static final Set<String> NOBODY =
      Set.of(
          "he",
          "she",
          "it",
          "they",
          "him",
          "her",
          "them",
          "this",
          "that",
          "he/she",
          "someone",
          "somebody",
          "他",
          "她",
          "它",
          "他们",
          "她们",
          "有人");
  private static final Pattern SAYS_I =
      Pattern.compile("\\b(?:i|me|my|mine|myself|we|us|our|ours)\\b|[我咱俺]");
  private static final Pattern SAYS_YOU = Pattern.compile("\\b(?:you|your|yours)\\b|[你您]");
  private static final Pattern POSSESSIVE =
      Pattern.compile("^(my|our|your|我|我们|你|您)(?:的| )?(?=\\S)", Pattern.CASE_INSENSITIVE);
  private static final Pattern OWNED = Pattern.compile("^(.+)(?:'s |’s |s' |的)([^的]+)$");
  private static final Set<String> YOURS = Set.of("your", "你", "您");
  private static final int LONGEST = 120;

  private final Utterance utterance;
  private final Passage passage;

  Names(Utterance utterance, Passage passage) {
    this.utterance = utterance;
    this.passage = passage;
  }

  /** The name that is meant: the speaker's for "I", "Alice's sister" for "my sister". */
  Optional<String> resolve(String name) {
    String stripped = name.strip();
    String lower = stripped.toLowerCase(Locale.ROOT);
    if (stripped.isEmpty() || stripped.length() > LONGEST || NOBODY.contains(lower)) {
      return Optional.empty();
    }
    if (SPEAKER.contains(lower) || stripped.equalsIgnoreCase(utterance.speaker())) {
      return Optional.of(utterance.speaker());
    }
    if (LISTENER.contains(lower)) {
      return utterance.listener();
    }
    return possessed(stripped);
  }

  private Optional<String> possessed(String name) {
    var possessive = POSSESSIVE.matcher(name);
    if (!possessive.find()) {
      return Optional.of(name);
    }
    String word = possessive.group(1).toLowerCase(Locale.ROOT);
    Optional<String> owner =
        YOURS.contains(word) ? utterance.listener() : Optional.of(utterance.speaker());
    String thing = name.substring(possessive.end());
    return owner.map(o -> o + (Wording.isChinese(thing) ? "的" : "'s ") + thing);
  }

  /** Whether the text speaks of it. */
  boolean stands(String name) {
    return stands(name, passage.plain());
  }

  private boolean stands(String name, String plainText) {
    String plain = Wording.plain(name);
    if (isSpeaker(name)) {
      return true;
    }
    if (Wording.holds(plainText, plain)) {
      return true;
    }
    if (utterance.participants().contains(name)) {
      return isListener(name) && SAYS_YOU.matcher(plainText).find();
    }
    var owned = OWNED.matcher(name);
    if (owned.find()) {
      return isOwner(owned.group(1), plainText) && stands(owned.group(2), plainText);
    }
    return isNoName(name) && Wording.holdsInflected(plainText, plain);
  }

  private boolean isOwner(String owner, String plainText) {
    return isSpeaker(owner) ? SAYS_I.matcher(plainText).find() : stands(owner, plainText);
  }

  /** The object must be named where it is quoted. */
  boolean standsIn(String object, String sentence) {
    return isSpeaker(object) ? SAYS_I.matcher(sentence).find() : stands(object, sentence);
  }

  boolean isSpeaker(String name) {
    return name.equals(utterance.speaker());
  }

  private boolean isListener(String name) {
    return utterance.listener().filter(name::equals).isPresent();
  }

  /** The speaker is spoken of only where "I" is said, or where nobody else can be meant. */
  boolean saysI(String sentence, Set<String> persons) {
    return SAYS_I.matcher(sentence).find()
        || !SAYS_YOU.matcher(sentence).find()
            && persons.stream().noneMatch(p -> Wording.holds(sentence, Wording.plain(p)));
  }

  /** Names have capitals and stand as they are written; other words may be inflected. */
  private static boolean isNoName(String name) {
    return name.equals(name.toLowerCase(Locale.ROOT));
  }

  /** Whether "has_dog" is said of another owner: of my sister, in "my sister's dog". */
  boolean isAnothers(String subject, String predicate, String sentence) {
    if (!predicate.startsWith("has_")) {
      return false;
    }
    String relation = predicate.substring("has_".length()).replace('_', ' ');
    var owner = Pattern.compile("(\\p{L}+)'s " + Pattern.quote(relation) + "\\b").matcher(sentence);
    return owner.find() && !Wording.plain(subject).endsWith(owner.group(1));
  }
}
