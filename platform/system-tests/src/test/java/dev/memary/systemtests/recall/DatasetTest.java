package dev.memary.systemtests.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memary.systemtests.recall.Dataset.Conversation;
import dev.memary.systemtests.recall.Dataset.Turn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetTest {
  @TempDir Path directory;

  @Test
  void conversation_isReadInOrder_withItsQuestions() throws IOException {
    Dataset dataset =
        read(
            """
            [{"sample_id":"one",
              "conversation":{
                "speaker_a":"Ana","speaker_b":"Ben",
                "session_10_date_time":"9:05 am on 12 June, 2023",
                "session_10":[{"speaker":"Ben","dia_id":"D10:1","text":"Bye."}],
                "session_2_date_time":"1:56 pm on 8 May, 2023",
                "session_2":[
                  {"speaker":"Ana","dia_id":"D2:1","text":"I went hiking.","blip_caption":"a mountain"},
                  {"speaker":"Ben","dia_id":"D2:2","text":"Nice!"}]},
              "qa":[
                {"question":"Who went hiking?","evidence":["D:2:01; D2:2"],"category":4},
                {"question":"Who flew?","evidence":["D9:9"],"category":5},
                {"question":"Who left?","evidence":["D10:1"],"category":1}]}]
            """);

    Conversation conversation = dataset.conversations().getFirst();
    assertThat(conversation.name()).isEqualTo("one");
    assertThat(conversation.turns()).isEqualTo(3);
    Turn first = conversation.sessions().getFirst().getFirst();
    assertThat(first.text()).isEqualTo("I went hiking. [shares photo: a mountain]");
    assertThat(first.at()).isEqualTo(Instant.parse("2023-05-08T13:56:00Z"));
    assertThat(conversation.sessions().getFirst().getLast().at())
        .isEqualTo(Instant.parse("2023-05-08T13:56:30Z"));
    assertThat(conversation.questions())
        .extracting(Dataset.Question::category)
        .containsExactly("single-hop", "multi-hop");
    assertThat(conversation.questions().getFirst().evidence())
        .containsExactlyInAnyOrder("D2:1", "D2:2");
  }

  @Test
  void anotherFormat_isRefusedByName() {
    assertThatThrownBy(() -> read("{\"a\":1}")).hasMessageContaining("LoCoMo's format");
  }

  private Dataset read(String json) throws IOException {
    return Dataset.read(Files.writeString(directory.resolve("dataset.json"), json));
  }
}
