package dev.memary.router.api;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;

import dev.memary.kit.identity.Services;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class EmbeddingsTest extends RouterServiceTest {
  private static final String DOG = "My dog chases the postman";

  @Test
  void answer_isOpenAis() {
    embed("float", DOG)
        .then()
        .statusCode(200)
        .body("object", equalTo("list"))
        .body("model", equalTo("e5-small-v2-q"))
        .body("data", hasSize(1))
        .body("data[0].object", equalTo("embedding"))
        .body("data[0].index", equalTo(0))
        .body("data[0].embedding", hasSize(384))
        .body("usage.prompt_tokens", greaterThan(0));
  }

  @Test
  void floatAndBase64_agree() {
    float[] floats = vector(embed("float", DOG), 0);
    String encoded = embed("base64", DOG).path("data[0].embedding");
    float[] decoded = new float[384];
    ByteBuffer.wrap(Base64.getDecoder().decode(encoded))
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(decoded);

    assertThat(decoded).containsExactly(floats, org.assertj.core.data.Offset.offset(1e-6f));
  }

  @Test
  void batch_inTheOrderOfItsTexts() {
    List<String> texts =
        IntStream.range(0, 40).mapToObj(i -> "Sentence number " + i + " of many").toList();
    Response batch = embed("float", texts.toArray(String[]::new));

    batch.then().body("data", hasSize(40));
    for (int i : new int[] {0, 7, 39}) {
      assertThat((int) batch.path("data[" + i + "].index")).isEqualTo(i);
      assertThat(cosine(vector(batch, i), vector(embed("float", texts.get(i)), 0)))
          .isCloseTo(1, within(0.01));
    }
  }

  @Test
  void sameText_sameVector() {
    assertThat(vector(embed("float", DOG), 0)).isEqualTo(vector(embed("float", DOG), 0));
  }

  @Test
  void related_closerThanUnrelated() {
    Response all =
        embed(
            "float",
            DOG,
            "The puppy runs after the mail carrier",
            "Interest rates were raised by the central bank");

    assertThat(cosine(vector(all, 0), vector(all, 1)))
        .isGreaterThan(cosine(vector(all, 0), vector(all, 2)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "model | {'input':'x'}",
        "input | {'model':'embed'}",
        "input | {'model':'embed','input':null}",
        "input | {'model':'embed','input':''}",
        "input | {'model':'embed','input':5}",
        "input | {'model':'embed','input':[]}",
        "input | {'model':'embed','input':['x',' ']}",
        "input | {'model':'embed','input':['x',7]}",
        "input | {'model':'embed','input':{'a':1}}",
        "encoding_format | {'model':'embed','input':'x','encoding_format':'int8'}"
      })
  void wrongInput_400NamingIt(String parameter, String body) {
    as(Services.KG)
        .body(body.replace('\'', '"'))
        .post("/v1/embeddings")
        .then()
        .statusCode(400)
        .contentType(JSON)
        .body("error.type", equalTo("invalid_request_error"))
        .body("error.param", equalTo(parameter))
        .body("error.message", org.hamcrest.Matchers.containsString(parameter));
  }

  @Test
  void tooManyTexts_400() {
    as(Services.KG)
        .body(
            Map.of("model", "embed", "input", IntStream.range(0, 257).mapToObj(i -> "x").toList()))
        .post("/v1/embeddings")
        .then()
        .statusCode(400)
        .body("error.param", equalTo("input"));
  }

  @Test
  void unknownModel_404() {
    as(Services.KG)
        .body(Map.of("model", "text-embedding-9", "input", "x"))
        .post("/v1/embeddings")
        .then()
        .statusCode(404)
        .body("error.code", equalTo("model_not_found"))
        .body("error.param", equalTo("model"));
  }

  @Test
  void noToken_401_andNotForTheWorker_403() {
    given().contentType(JSON).body("{}").post("/v1/embeddings").then().statusCode(401);
    as(Services.WORKER).body("{}").post("/v1/embeddings").then().statusCode(403);
  }

  @Test
  void models_listed() {
    as(Services.GATEWAY)
        .get("/v1/models")
        .then()
        .statusCode(200)
        .body("object", equalTo("list"))
        .body("data.id", hasItems("embed", "e5-small-v2-q"));
  }

  private static Response embed(String format, String... texts) {
    return as(Services.KG)
        .body(Map.of("model", "embed", "input", List.of(texts), "encoding_format", format))
        .post("/v1/embeddings");
  }

  private static float[] vector(Response response, int index) {
    List<Number> numbers = response.path("data[" + index + "].embedding");
    float[] vector = new float[numbers.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = numbers.get(i).floatValue();
    }
    return vector;
  }

  private static double cosine(float[] a, float[] b) {
    double dot = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      dot += a[i] * b[i];
      aa += a[i] * a[i];
      bb += b[i] * b[i];
    }
    return dot / Math.sqrt(aa * bb);
  }
}
