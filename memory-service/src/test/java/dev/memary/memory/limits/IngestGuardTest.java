package dev.memary.memory.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memary.memory.episodes.NewEpisode;
import dev.memary.memory.episodes.RecordRequest;
import dev.memary.memory.episodes.Role;
import dev.memary.memory.spaces.SpaceName;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IngestGuardTest {
  private static final Quota QUOTA = new Quota(10, 3, Duration.ofSeconds(2));

  private Verdict verdict = new Verdict.Granted(QUOTA);
  private boolean full;
  private int taken;
  private final IngestGuard guard =
      new IngestGuard(
          (tenant, episodes) -> {
            taken += episodes;
            return verdict;
          },
          tenant -> full,
          (tenant, subject, key) -> tenant.equals("t") && subject.equals("s") && key.equals("old"));

  @Test
  void granted_tellsWhatIsLeft_andTakesOneForEachEpisode() {
    assertThat(guard.admit(request(null, 4))).hasValue(QUOTA);
    assertThat(taken).isEqualTo(4);
  }

  @Test
  void uncounted_isAdmitted() {
    verdict = new Verdict.Uncounted();

    assertThat(guard.admit(request(null, 1))).isEmpty();
  }

  @Test
  void refused_saysWhenToComeBack() {
    verdict = new Verdict.Refused(QUOTA, Duration.ofSeconds(7));

    assertThatThrownBy(() -> guard.admit(request("new", 1)))
        .isInstanceOfSatisfying(
            IngestRefusedException.class,
            e -> {
              assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(7));
              assertThat(e.quota()).hasValue(QUOTA);
            });
  }

  @Test
  void backlogFull_isRefused_andNothingTaken() {
    full = true;

    assertThatThrownBy(() -> guard.admit(request(null, 1)))
        .isInstanceOfSatisfying(
            IngestRefusedException.class, e -> assertThat(e.retryAfter()).isPositive());
    assertThat(taken).isZero();
  }

  @Test
  void requestAnsweredBefore_isNeverRefused() {
    verdict = new Verdict.Refused(QUOTA, Duration.ofSeconds(7));
    assertThat(guard.admit(request("old", 1))).hasValue(QUOTA);
    full = true;
    assertThat(guard.admit(request("old", 1))).isEmpty();
  }

  private static RecordRequest request(@Nullable String key, int episodes) {
    NewEpisode episode =
        new NewEpisode(
            Role.USER, "alice", "x", Instant.now(), null, Map.of(), List.of(), false, null, null);
    return new RecordRequest(
        "t",
        "s",
        new SpaceName("user:alice"),
        "default",
        Collections.nCopies(episodes, episode),
        true,
        key,
        "hash",
        null);
  }
}
