package dev.memary.worker.extraction.classical;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked, denied, supposed or merely polite is no fact. */
class NoFactTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Do you live in Berlin?",
        "You work at the library, right?",
        "Where does your sister Emma work?",
        "Is Tom a doctor?",
        "So you bought a boat?!"
      })
  void question_givesNoFact(String text) {
    assertThat(Given.aliceSays(text).facts()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "I don't like coffee.",
        "I do not own a car.",
        "I never eat meat.",
        "Nobody plays chess.",
        "I have no brothers.",
        "Tom hardly speaks Polish.",
        "I can't swim.",
        "I don\u2019t live in Paris."
      })
  void negation_givesNoFact(String text) {
    assertThat(Given.aliceSays(text).facts()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "If I won, I would move to Spain.",
        "I wish I lived in Canada.",
        "I might adopt a cat.",
        "I hope to visit Japan.",
        "I could play the piano.",
        "Maybe Tom works at Google.",
        "I think my brother is moving to Spain.",
        "I doubt Tom likes jazz.",
        "I'd love to visit Iceland someday.",
        "I should learn Italian."
      })
  void supposition_givesNoFact(String text) {
    assertThat(Given.aliceSays(text).facts()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Send me the recipe.",
        "Please call my mother.",
        "Let me know when you arrive.",
        "Bring your guitar and play some jazz."
      })
  void imperative_givesNoFact(String text) {
    assertThat(Given.aliceSays(text).facts()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Thanks, that sounds great!",
        "Oh wow, congratulations!",
        "Hey Bob! How are you?",
        "I'm so happy for you!",
        "Have a nice day!",
        "I had a great time at the party.",
        "Nice to meet you.",
        "I'm looking forward to it!",
        "You deserve it."
      })
  void smallTalk_givesNoFact(String text) {
    assertThat(Given.aliceSays(text).facts()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"He is a nurse.", "She lives in Hamburg.", "They moved to Rome."})
  void pronounWithoutAntecedent_givesNoFact(String text) {
    assertThat(Given.aliceSays(text).facts()).isEmpty();
  }
}
