package dev.memary.kg.stories;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memary.kg.stories.Story.Kind;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Set;

/**
 * The stories as the classical extractor understands them. It misses much, and a floor is held
 * here; but nothing that it learnt and that still holds may be closed.
 */
@QuarkusTest
class ClassicalStoriesTest extends StoriesTest {
  /** It reads that the move is announced, and does not read that "the Madrid thing is off". */
  private static final Set<String> CALLED_OFF = Set.of("announces a move and calls it off: Oslo");

  @Override
  List<Story> stories() {
    return Story.all(Story.read(new ObjectMapper(), "/stories/classical.json"));
  }

  @Override
  void judge(Report report) {
    assertThat(report.wronglyClosed()).isSubsetOf(CALLED_OFF);
    assertThat(report.shareOfStories()).isGreaterThanOrEqualTo(0.52);
    assertThat(report.share(Kind.OPEN)).isGreaterThanOrEqualTo(0.72);
    assertThat(report.share(Kind.CLOSED)).isGreaterThanOrEqualTo(0.57);
    assertThat(report.share(Kind.VALID_AT)).isGreaterThanOrEqualTo(0.78);
    assertThat(report.share(Kind.AS_OF)).isGreaterThanOrEqualTo(0.91);
  }
}
