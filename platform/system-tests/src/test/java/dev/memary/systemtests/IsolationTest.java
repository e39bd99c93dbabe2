package dev.memary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.localstack.Port;
import dev.memary.systemtests.MemaryClient.Answer;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Nobody sees another's memory, however the request is made up. */
class IsolationTest {
  private final MemaryClient victim = RunningPlatform.newTenant("*");
  private final MemaryClient stranger = RunningPlatform.newTenant("*");

  @Test
  void anotherTenant_withTheSameNamesAndTheRealIds_getsNothing() {
    String user = MemaryClient.newUser();
    Answer secret = victim.remember(user, "s1", "My secret garden is in Porto.");
    victim.awaitUnderstood(user, 1);
    String memory = secret.body().get("memory_ids").get(0).asText();
    String event = secret.body().get("event_id").asText();

    assertThat(stranger.get("/v1/memories/" + memory).status()).isEqualTo(404);
    assertThat(stranger.delete("/v1/memories/" + memory).status()).isEqualTo(404);
    assertThat(stranger.get("/v1/events/" + event).status()).isEqualTo(404);
    assertThat(stranger.delete("/v1/spaces/user:" + user).status()).isEqualTo(404);
    assertThat(stranger.get("/v1/spaces/user:" + user + "/stream").status()).isEqualTo(404);
    assertThat(stranger.get("/v1/spaces/user:" + user + "/entities").status()).isEqualTo(404);
    assertThat(stranger.status(user).get("episodes").asLong()).isZero();
    assertThat(stranger.search(user, "secret garden").get("results")).isEmpty();
    Answer chat =
        stranger.chat(user, List.of(MemaryClient.message("user", "Where is my secret garden?")));
    assertThat(chat.body().toString()).doesNotContain("Porto");

    assertThat(victim.search(user, "secret garden").get("results")).hasSize(1);
  }

  @Test
  void keyForOneSpace_asksForAnother_isRefused() {
    String mine = MemaryClient.newUser();
    String yours = MemaryClient.newUser();
    victim.remember(yours, "s1", "My secret garden is in Porto.");
    victim.awaitUnderstood(yours, 1);
    String tenant = victim.get("/v1/admin/keys").body().get("keys").get(0).get("tenant").asText();
    MemaryClient narrow =
        new MemaryClient(
            RunningPlatform.gateway(),
            victim.createKey(tenant, new String[] {"user:" + mine}, "read", "write", "chat"));

    assertThat(narrow.remember(mine, "s1", "Hello.").status()).isEqualTo(202);
    assertThat(narrow.remember(yours, "s1", "Hello.").status()).isEqualTo(403);
    assertThat(
            narrow
                .post("/v1/memories/search", Map.of("user_id", yours, "query", "garden"))
                .status())
        .isEqualTo(403);
    assertThat(
            narrow
                .post(
                    "/v1/memories/search",
                    Map.of("spaces", List.of("user:" + mine, "user:" + yours), "query", "garden"))
                .status())
        .isEqualTo(403);
    assertThat(narrow.chat(yours, List.of(MemaryClient.message("user", "garden?"))).status())
        .isEqualTo(403);
    assertThat(narrow.delete("/v1/spaces/user:" + yours).status()).isEqualTo(403);
    assertThat(narrow.get("/v1/admin/keys").status()).isEqualTo(403);
    assertThat(victim.status(yours).get("episodes").asLong()).isEqualTo(1);
  }

  @Test
  void innerServices_withoutAServiceToken_refuse() {
    for (Port port : List.of(Port.MEMORY, Port.KG, Port.AGENT, Port.ROUTER)) {
      URI inner = URI.create("http://127.0.0.1:" + RunningPlatform.stack().ports().of(port));
      MemaryClient direct = new MemaryClient(inner, victim.key());
      for (String path :
          List.of(
              "/v1/memories",
              "/v1/memories/search",
              "/v1/chat/completions",
              "/v1/embeddings",
              "/internal/retrieve",
              "/internal/episodes/fetch")) {
        assertThat(direct.post(path, Map.of()).status()).as(port + path).isIn(401, 404, 405);
      }
    }
  }

  @Test
  void gateway_withoutAKnownKey_refuses() {
    MemaryClient forged = new MemaryClient(RunningPlatform.gateway(), "mk_" + "A".repeat(40));
    MemaryClient token = new MemaryClient(RunningPlatform.gateway(), "eyJhbGciOiJub25lIn0.e30.");

    for (MemaryClient client : List.of(forged, token)) {
      Answer answer = client.post("/v1/memories/search", Map.of("user_id", "x", "query", "y"));
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    }
  }
}
