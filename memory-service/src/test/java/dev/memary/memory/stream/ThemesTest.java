package dev.memary.memory.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.memory.stream.StreamStore.Activity;
import dev.memary.memory.stream.StreamStore.Together;
import dev.memary.memory.stream.Themes.Theme;
import dev.memary.memory.stream.Themes.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ThemesTest {
  private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");

  @Test
  void whatIsMentionedOnce_orOnOneDay_orIsADate_orSpeaks_isNoTopic() {
    List<Activity> activity = new ArrayList<>();
    activity.addAll(mentions("piano", "concept", false, 1, 1, 1));
    activity.addAll(mentions("wedding", "event", false, 9));
    activity.addAll(mentions("pair", "thing", false, 1, 1));
    activity.addAll(mentions("2026-03-02", "date", false, 2, 2, 2));
    activity.addAll(mentions("Alice", "person", true, 5, 5, 5));

    assertThat(Themes.recurring(activity)).extracting(Topic::name).containsExactly("piano");
  }

  @Test
  void entitiesThatComeTogether_areOneTheme_namedAfterTheMostFrequent() {
    List<Activity> activity = new ArrayList<>();
    activity.addAll(mentions("garden", "place", false, 3, 3, 3));
    activity.addAll(mentions("roses", "thing", false, 2, 2, 2));
    activity.addAll(mentions("piano", "concept", false, 2, 1, 1));

    List<Theme> themes =
        Themes.of(
            Themes.recurring(activity),
            List.of(
                new Together(id("roses"), id("garden"), 4),
                new Together(id("garden"), id("piano"), 1)),
            activity);

    assertThat(themes).extracting(Theme::name).containsExactly("garden", "piano");
    assertThat(themes.getFirst().entities())
        .extracting(Topic::name)
        .containsExactly("garden", "roses");
    assertThat(themes.getFirst().mentions()).isEqualTo(15);
    assertThat(themes.getFirst().series()).hasSize(3);
  }

  @Test
  void trend_isRisingOrFalling_onlyWhenChanceIsUnlikely() {
    List<Activity> activity = new ArrayList<>();
    activity.addAll(mentions("chess", "concept", false, 1, 0, 0, 0, 4, 5));
    activity.addAll(mentions("judo", "concept", false, 5, 4, 0, 0, 0, 1));
    activity.addAll(mentions("tea", "thing", false, 2, 3, 2, 3, 2, 3));

    List<Theme> themes = Themes.of(Themes.recurring(activity), List.of(), activity);

    assertThat(themes)
        .extracting(Theme::name, Theme::trend)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("tea", "steady"),
            org.assertj.core.groups.Tuple.tuple("chess", "rising"),
            org.assertj.core.groups.Tuple.tuple("judo", "falling"));
  }

  /** One bucket a day; none where the count is 0. */
  private static List<Activity> mentions(String name, String type, boolean speaks, int... counts) {
    List<Activity> activity = new ArrayList<>();
    for (int day = 0; day < counts.length; day++) {
      if (counts[day] > 0) {
        activity.add(
            new Activity(
                START.plus(day, ChronoUnit.DAYS),
                id(name),
                name,
                type,
                counts[day],
                counts[day],
                day == 0,
                speaks));
      }
    }
    return activity;
  }

  private static UUID id(String name) {
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }
}
