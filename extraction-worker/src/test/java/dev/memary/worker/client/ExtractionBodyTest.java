package dev.memary.worker.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memary.kit.json.MemaryJson;
import dev.memary.worker.extraction.EntityType;
import dev.memary.worker.extraction.ExtractedEntity;
import dev.memary.worker.extraction.ExtractedFact;
import dev.memary.worker.extraction.Extraction;
import dev.memary.worker.extraction.FactObject;
import dev.memary.worker.extraction.LiteralType;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is kept comes back as it was. */
class ExtractionBodyTest {
  private final ObjectMapper json = new ObjectMapper().findAndRegisterModules();

  ExtractionBodyTest() {
    new MemaryJson().customize(json);
  }

  @Test
  void extraction_throughJson_isTheSame() throws Exception {
    Extraction extraction =
        new Extraction(
            List.of(
                new ExtractedEntity("Mira", EntityType.PERSON, List.of("Mi"), 2),
                new ExtractedEntity("Oslo", EntityType.PLACE, List.of(), 1)),
            List.of(
                fact(new FactObject.EntityObject("Oslo"), Instant.parse("2026-05-01T00:00:00Z")),
                fact(new FactObject.Literal("82", LiteralType.NUMBER), null)),
            "classical-1");

    String wire = json.writeValueAsString(ExtractionBody.of(extraction));

    assertThat(json.readValue(wire, ExtractionBody.class).extraction("classical-1"))
        .isEqualTo(extraction);
  }

  private static ExtractedFact fact(FactObject object, Instant validFrom) {
    return new ExtractedFact(
        "Mira", "live_in", object, "Mira lives in Oslo", "I live in Oslo.", validFrom, null, 0.8);
  }
}
