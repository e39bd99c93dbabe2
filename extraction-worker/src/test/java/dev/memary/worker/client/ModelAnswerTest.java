package dev.memary.worker.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memary.worker.client.ModelAnswer.Unreadable;
import dev.memary.worker.validation.Proposal;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of models are read without leniency. */
class ModelAnswerTest {
  private static final String GOOD =
      """
      {"entities":[{"message":2,"name":"Oslo","type":"place"}],
       "facts":[{"message":2,"subject":"Alice","predicate":"live_in","object":"Oslo","object_kind":"entity",
                 "statement":"Alice lives in Oslo.","quote":"I live in Oslo","since":null,"until":null,
                 "ended":false,"planned":false}]}\
      """;

  @ParameterizedTest
  @ValueSource(strings = {"%s", "```json\n%s\n```"})
  void goodAnswer_isReadMessageByMessage(String form) throws Unreadable {
    List<Proposal> proposals = ModelAnswer.read(form.formatted(GOOD), 2);

    assertThat(proposals.get(0).facts()).isEmpty();
    assertThat(proposals.get(1).facts()).extracting(Proposal.Fact::object).containsExactly("Oslo");
    assertThat(proposals.get(1).entities()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Sure! Here are the facts:",
        "{\"entities\":[],\"facts\":[",
        "{\"entities\":[]}",
        "{\"entities\":[],\"facts\":[],\"note\":1}",
        "{\"entities\":[],\"facts\":[]} and more",
        "{\"entities\":[],\"entities\":[],\"facts\":[]}",
        "{\"entities\":[{\"message\":3,\"name\":\"Oslo\",\"type\":\"place\"}],\"facts\":[]}",
        "{\"entities\":[{\"message\":1,\"name\":\"Oslo\",\"type\":\"planet\"}],\"facts\":[]}",
        "{\"entities\":[{\"message\":\"1\",\"name\":\"Oslo\",\"type\":\"place\"}],\"facts\":[]}",
        "[]",
        "null"
      })
  void anythingElse_isUnreadable_andSaysWhy(String answer) {
    assertThatThrownBy(() -> ModelAnswer.read(answer, 2))
        .isInstanceOf(Unreadable.class)
        .message()
        .isNotBlank();
  }
}
