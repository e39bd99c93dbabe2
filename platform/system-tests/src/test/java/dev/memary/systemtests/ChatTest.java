package dev.memary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memary.systemtests.MemaryClient.Answer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Chat with recall before and capture after. */
class ChatTest {
  private final MemaryClient memary = RunningPlatform.newTenant("*");
  private final String user = MemaryClient.newUser();

  @Test
  void tenTurns_withTheHistoryResentEachTime_areExactlyTwentyEpisodes() {
    List<ObjectNode> history = new ArrayList<>();
    for (int turn = 1; turn <= 10; turn++) {
      history.add(
          MemaryClient.message(
              "user", "Fact number " + turn + ": my shelf holds " + turn + " books."));
      Answer answer = memary.chat(user, history);
      assertThat(answer.status()).as(String.valueOf(answer.body())).isEqualTo(200);
      String reply = answer.body().get("choices").get(0).get("message").get("content").asText();
      history.add(MemaryClient.message("assistant", reply));
    }

    memary.awaitUnderstood(user, 20);
  }

  @Test
  void secondConversation_knowsWhatTheFirstOneSaid() {
    memary.chat(
        user, List.of(MemaryClient.message("user", "My favourite tea is a smoky lapsang.")));
    memary.awaitUnderstood(user, 2);

    Answer answer =
        memary.chat(user, List.of(MemaryClient.message("user", "Which tea is my favourite?")));

    assertThat(answer.body().get("choices").get(0).get("message").get("content").asText())
        .contains("lapsang");
    assertThat(answer.header("X-Memary-Degraded")).isEqualTo("false");
    assertThat(answer.body().get("memary").get("recalled_ids")).isNotEmpty();
  }
}
