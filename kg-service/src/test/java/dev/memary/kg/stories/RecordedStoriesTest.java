package dev.memary.kg.stories;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import java.util.List;

/** The stories as a good model understands them: every one of them comes out right. */
@QuarkusTest
class RecordedStoriesTest extends StoriesTest {
  @Override
  List<Story> stories() {
    return Story.all();
  }

  @Override
  void judge(Report report) {
    assertThat(report.mistakes()).isEmpty();
    assertThat(report.wronglyClosed()).isEmpty();
  }
}
