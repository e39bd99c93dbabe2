package dev.memary.agent.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConversationTest {
  @Test
  void firstRequest_saysEverythingAnew() {
    assertThat(said(of("system:Be brief", "user:Hello", "user:Are you there?")))
        .containsExactly("Hello", "Are you there?");
  }

  @Test
  void resentHistory_saysOnlyWhatFollowsTheLastAnswer() {
    assertThat(said(of("user:Hello", "assistant:Hi", "user:How are you?")))
        .containsExactly("How are you?");
  }

  @Test
  void toolResults_areNotSaidByTheUser() {
    assertThat(said(of("user:Weather?", "assistant:", "tool:Sunny"))).isEmpty();
  }

  @Test
  void blankMessages_areNotSaid() {
    assertThat(said(of("user:  ", "user:Hello"))).containsExactly("Hello");
  }

  @Test
  void question_isWhatTheUserSaidLast() {
    assertThat(of("user:Weather?", "assistant:", "tool:Sunny").question()).hasValue("Weather?");
    assertThat(of("system:Be brief").question()).isEmpty();
  }

  @Test
  void session_staysTheSameWhileTheConversationGrows() {
    String first = of("system:Be brief", "user:Hello").sessionName();

    assertThat(of("user:Hello", "assistant:Hi", "user:Bye").sessionName()).isEqualTo(first);
    assertThat(of("user:Bye").sessionName()).isNotEqualTo(first);
    assertThat(first).isEqualTo("chat-185f8db32271fe25");
  }

  @Test
  void history_isCarriedByWhoSendsMoreThanTheQuestion() {
    assertThat(of("system:Be brief", "user:Hello").carriesHistory()).isFalse();
    assertThat(of("user:Hello", "assistant:Hi", "user:Bye").carriesHistory()).isTrue();
  }

  private static Conversation of(String... messages) {
    return new Conversation(Arrays.stream(messages).map(ConversationTest::message).toList());
  }

  private static ChatMessage message(String spoken) {
    int colon = spoken.indexOf(':');
    Role role = Role.of(spoken.substring(0, colon)).orElseThrow();
    return new ChatMessage(role, null, spoken.substring(colon + 1), spoken);
  }

  private static List<String> said(Conversation conversation) {
    return conversation.saidSinceLastAnswer().stream().map(ChatMessage::text).toList();
  }
}
