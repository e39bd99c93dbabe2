package dev.memary.router.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.mutiny.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineSplitterTest {
  @ParameterizedTest
  @ValueSource(strings = {"one\n\ntwo\nthree", "one|\n\ntw|o|\nthree", "o|n|e|\n|\n|two\nth|ree"})
  void pieces_howeverCut_areTheSameLines(String pieces) {
    LineSplitter splitter = new LineSplitter();
    List<Buffer> lines = new ArrayList<>();

    for (String piece : pieces.split("\\|")) {
      lines.addAll(splitter.lines(Buffer.buffer(piece)));
    }

    assertThat(lines).extracting(Buffer::toString).containsExactly("one", "", "two");
    assertThat(splitter.rest()).extracting(Buffer::toString).containsExactly("three");
  }
}
