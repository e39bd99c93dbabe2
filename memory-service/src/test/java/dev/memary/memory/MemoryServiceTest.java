package dev.memary.memory;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;

import dev.memary.kit.identity.Services;
import dev.memary.localstack.testing.TestStack;
import dev.memary.localstack.testing.TestTokens;
import dev.memary.memory.spaces.Space;
import dev.memary.memory.spaces.SpaceName;
import dev.memary.memory.spaces.SpaceStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Every test is a tenant of its own on the real servers; only the graph is played. */
@QuarkusTestResource(
    value = TestStack.class,
    initArgs = {
      @ResourceArg(name = "service", value = Services.MEMORY),
      @ResourceArg(name = "channels", value = "episode-processed,dead-letters")
    })
public abstract class MemoryServiceTest {
  protected static final String ALICE = "user:alice";

  protected final String tenant = "t-" + UUID.randomUUID();

  @Inject protected FakeGraph graph;
  @Inject protected SpaceStore spaces;

  /** The gateway, on behalf of a credential that may do everything in the test's tenant. */
  protected RequestSpecification gateway() {
    return gateway(tenant, List.of("*"), List.of("read", "write"));
  }

  protected static RequestSpecification gateway(
      String tenant, List<String> grants, List<String> permissions) {
    return with(TestTokens.bearer(Services.GATEWAY, Services.MEMORY, tenant, grants, permissions));
  }

  protected RequestSpecification as(String service) {
    return with(TestTokens.bearer(service, Services.MEMORY, tenant));
  }

  protected static RequestSpecification with(String authorization) {
    return given().header("Authorization", authorization).contentType(JSON);
  }

  /** Records one message of Alice's. */
  protected UUID recorded(String text) {
    return recorded("s", text);
  }

  protected UUID recorded(String session, String text) {
    return firstMemory(
        gateway()
            .body(
                Map.of(
                    "user_id",
                    "alice",
                    "session_id",
                    session,
                    "messages",
                    List.of(Map.of("role", "user", "content", text))))
            .post("/v1/memories"));
  }

  protected static UUID firstMemory(Response accepted) {
    accepted.then().statusCode(202);
    return UUID.fromString(accepted.path("memory_ids[0]"));
  }

  /** What extraction-worker sends to be kept. */
  protected static Map<String, Object> extractionOf(
      UUID spaceId, UUID episodeId, int generation, String extractor) {
    return Map.of(
        "extractions",
        List.of(
            Map.of(
                "space_id", spaceId,
                "episode_id", episodeId,
                "generation", generation,
                "extractor", extractor,
                "body", Map.of("entities", List.of(), "facts", List.of()))));
  }

  protected UUID aliceSpaceId() {
    return spaceId(tenant, ALICE);
  }

  protected UUID spaceId(String tenantId, String name) {
    return spaces.find(tenantId, List.of(new SpaceName(name))).stream()
        .map(Space::id)
        .findFirst()
        .orElseThrow();
  }
}
