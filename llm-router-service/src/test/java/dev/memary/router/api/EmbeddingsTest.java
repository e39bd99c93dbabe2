package dev.memary.router.api;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Offset.offset;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import dev.memary.kit.identity.Services;
import dev.memary.llmdouble.Fault;
import dev.memary.localstack.testing.TestTokens;
import dev.memary.router.pool.Pool;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class EmbeddingsTest extends RouterServiceTest {
  private static final String DOG = "My dog chases the postman";

  @Inject Pool pool;
  @Inject MeterRegistry metrics;

  @TestHTTPResource URI router;

  @BeforeEach
  @AfterEach
  void allIsWell() {
    Models.CLOUD.release();
    Models.allAreWell(pool);
  }

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
    float[] decoded = unpacked(embed("base64", DOG).path("data[0].embedding"));

    assertThat(decoded).containsExactly(floats, offset(1e-6f));
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
        "model | {'model':'','input':'x'}",
        "model | {'model':'a\\r\\nX-Injected: b','input':'x'}",
        "model | {'model':'a\\u0000b','input':'x'}",
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
        .body("error.message", containsString(parameter));
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

  @ParameterizedTest
  @CsvSource({
    "embed-node, ollama/nomic-embed-text, 768",
    "ollama/nomic-embed-text, ollama/nomic-embed-text, 768",
    "embed-cloud, openai/text-embedding-3-small, 384",
    "text-embedding-3-small, openai/text-embedding-3-small, 384"
  })
  void otherProviders_byAliasTargetAndModel(String model, String target, int dimensions) {
    Response floats = embed(Map.of("model", model, "input", List.of(DOG, "Another")));
    Response packed =
        embed(
            Map.of("model", model, "input", List.of(DOG, "Another"), "encoding_format", "base64"));

    floats
        .then()
        .statusCode(200)
        .header("X-Memary-Target", target)
        .body("model", equalTo(target.substring(target.indexOf('/') + 1)))
        .body("data", hasSize(2))
        .body("data[1].embedding", hasSize(dimensions))
        .body("usage.prompt_tokens", greaterThan(0));
    assertThat(unpacked(packed.path("data[0].embedding")))
        .containsExactly(vector(floats, 0), offset(1e-6f));
  }

  @ParameterizedTest
  @CsvSource({"embed-node, 64", "embed-cloud, 64", "embed, 384"})
  void dimensions_whereTheModelHasThem(String model, int dimensions) {
    embed(Map.of("model", model, "input", DOG, "dimensions", dimensions))
        .then()
        .statusCode(200)
        .body("data[0].embedding", hasSize(dimensions));
  }

  @ParameterizedTest
  @CsvSource({"embed, 64", "embed-node, 10000", "embed, 0", "embed, -1"})
  void dimensions_whereItHasNot_400(String model, int dimensions) {
    embed(Map.of("model", model, "input", DOG, "dimensions", dimensions))
        .then()
        .statusCode(400)
        .body("error.param", equalTo("dimensions"))
        .body("error.message", containsString("dimensions"));
  }

  @Test
  void tooLongForTheNode_400_andNothingIsCut() {
    embed(Map.of("model", "embed-node", "input", List.of("short", "word ".repeat(3000))))
        .then()
        .statusCode(400)
        .body("error.code", equalTo("context_length_exceeded"))
        .body("error.param", equalTo("input"));
    assertThat(Models.nodes()).allMatch(node -> node.truncations() == 0);
  }

  @Test
  void inputType_isToldToTheModelAsItWasTrained() {
    embed(Map.of("model", "embed-node", "input", DOG, "input_type", "query"))
        .then()
        .statusCode(200);
    embed(Map.of("model", "embed-node", "input", DOG)).then().statusCode(200);

    assertThat(Models.nodes().stream().flatMap(node -> node.requests().stream()))
        .extracting(request -> request.at("/input/0").asText())
        .containsExactlyInAnyOrder("search_query: " + DOG, "search_document: " + DOG);
  }

  @Test
  void oneNodeFails_theOtherEmbeds_andAnotherModelNever() {
    Models.GPU_1.failAlways(Fault.ERROR_500);
    embed(Map.of("model", "embed-node", "input", DOG)).then().statusCode(200);

    Models.GPU_2.failAlways(Fault.ERROR_500);
    embed(Map.of("model", "embed-node", "input", DOG))
        .then()
        .statusCode(503)
        .header("Retry-After", notNullValue())
        .header("X-Memary-Fallbacks", containsString("ollama/nomic-embed-text=broken"))
        .body("error.code", equalTo("target_unreachable"));
    assertThat(Models.CLOUD.embeddingRequests()).isEmpty();
  }

  @Test
  void tenantThatStaysLocal_neverReachesTheCloud() {
    given()
        .header(
            "Authorization",
            TestTokens.bearer(Services.KG, Services.ROUTER, Models.LOCAL_ONLY_TENANT))
        .contentType(JSON)
        .body(Map.of("model", "embed-cloud", "input", DOG))
        .post("/v1/embeddings")
        .then()
        .statusCode(503);
    assertThat(Models.CLOUD.embeddingRequests()).isEmpty();
  }

  @Test
  void localOnly_neverReachesTheCloud() {
    as(Services.KG)
        .header("X-Memary-Local-Only", "true")
        .body(Map.of("model", "embed-cloud", "input", DOG))
        .post("/v1/embeddings")
        .then()
        .statusCode(503)
        .body("error.code", equalTo("no_target"));
    assertThat(Models.CLOUD.embeddingRequests()).isEmpty();
  }

  @Test
  void deadline_503() {
    Models.CLOUD.failAlways(Fault.HANG);

    as(Services.KG)
        .header("X-Memary-Timeout-Ms", 200)
        .body(Map.of("model", "embed-cloud", "input", DOG))
        .post("/v1/embeddings")
        .then()
        .statusCode(503)
        .body("error.code", equalTo("deadline_exceeded"));
  }

  @Test
  void clientThatLeaves_takesTheWorkAlong() {
    Models.CLOUD.failAlways(Fault.HANG);
    try (HttpClient http = HttpClient.newHttpClient()) {
      CompletableFuture<?> answer = http.sendAsync(hanging(), BodyHandlers.discarding());
      await().until(() -> !Models.CLOUD.embeddingRequests().isEmpty());

      answer.cancel(true);

      await().untilAsserted(() -> assertThat(abandoned()).isPositive());
    }
  }

  private HttpRequest hanging() {
    return HttpRequest.newBuilder(router.resolve("/v1/embeddings"))
        .version(HttpClient.Version.HTTP_1_1)
        .header("Authorization", TestTokens.bearer(Services.KG, Services.ROUTER, "t-router"))
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString("{\"model\": \"embed-cloud\", \"input\": \"x\"}"))
        .build();
  }

  private double abandoned() {
    return metrics
        .counter(
            "memary.llm.embeddings.requests",
            "target",
            "openai/text-embedding-3-small",
            "outcome",
            "abandoned")
        .count();
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
    return embed(Map.of("model", "embed", "input", List.of(texts), "encoding_format", format));
  }

  private static Response embed(Map<String, Object> request) {
    return as(Services.KG).body(request).post("/v1/embeddings");
  }

  private static float[] unpacked(String base64) {
    var floats =
        ByteBuffer.wrap(Base64.getDecoder().decode(base64))
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    float[] vector = new float[floats.remaining()];
    floats.get(vector);
    return vector;
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
