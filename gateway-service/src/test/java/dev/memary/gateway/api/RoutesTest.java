package dev.memary.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.kit.identity.Permission;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {
  @ParameterizedTest
  @CsvSource({
    "POST,/v1/chat/completions,agent-service,CHAT",
    "POST,/v1/memories,memory-service,WRITE",
    "POST,/v1/memories/search,memory-service,READ",
    "POST,/v1/context,memory-service,READ",
    "GET,/v1/memories/0190b0a0-0000-7000-8000-000000000001,memory-service,READ",
    "DELETE,/v1/memories/0190b0a0-0000-7000-8000-000000000001,memory-service,WRITE",
    "GET,/v1/events/1,memory-service,READ",
    "GET,/v1/receipts/1,memory-service,READ",
    "POST,/v1/receipts/1/verification,memory-service,WRITE",
    "GET,/v1/admin/dead-letters,memory-service,ADMIN",
    "GET,/v1/admin/dead-letters/1,memory-service,ADMIN",
    "DELETE,/v1/admin/dead-letters/1,memory-service,ADMIN",
    "POST,/v1/admin/dead-letters/1/replay,memory-service,ADMIN",
    "POST,/v1/admin/dead-letters/replay,memory-service,ADMIN",
    "GET,/v1/spaces/user:alice/status,memory-service,READ",
    "GET,/v1/spaces/user%3Aalice/stream,memory-service,READ",
    "GET,/v1/spaces/user:a.b..c/entities,memory-service,READ",
    "DELETE,/v1/spaces/user:alice,memory-service,WRITE",
    "POST,/v1/spaces/user:alice/export,memory-service,READ",
    "POST,/v1/spaces/user:alice/import,memory-service,WRITE",
    "GET,/v1/exports/1,memory-service,READ",
    "GET,/v1/exports/1/content,memory-service,READ",
    "GET,/v1/imports/1,memory-service,READ",
    "POST,/v1/admin/webhooks,memory-service,ADMIN",
    "POST,/v1/admin/webhooks/1/test,memory-service,ADMIN",
    "GET,/v1/admin/webhooks/1/deliveries,memory-service,ADMIN",
    "GET,/v1/models,llm-router-service,READ",
    "POST,/v1/embeddings,llm-router-service,READ",
    "GET,/v1/admin/keys,gateway-service,ADMIN",
    "POST,/v1/admin/keys,gateway-service,ADMIN",
    "DELETE,/v1/admin/keys/1,gateway-service,ADMIN",
    "POST,/v1/admin/keys/1/rotate,gateway-service,ADMIN",
    "GET,/v1/admin/audit,gateway-service,ADMIN"
  })
  void operation_isAnsweredThereForThatPermission(
      String method, String path, String service, Permission permission) {
    assertThat(Routes.find(method, path))
        .hasValueSatisfying(route -> {
          assertThat(route.service()).isEqualTo(service);
          assertThat(route.permission()).isEqualTo(permission);
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/v1",
        "/v1/",
        "/v1/memories/",
        "//v1/memories",
        "/v1//memories",
        "/v1/memories/a/b",
        "/v1/admin/dead-letters/",
        "/v1/admin/dead-letters/1/2/replay",
        "/v1/receipts/1/verification/x",
        "/v1/memories/..",
        "/v1/memories/../../internal/x",
        "/v1/memories/%2e%2e/x",
        "/v1/memories/%2e%2e",
        "/v1/spaces/../status",
        "/v1/spaces/..",
        "/v1/spaces/.",
        "/v1/spaces/%2e%2e",
        "/v1/spaces/%2E%2e/status",
        "/v1/spaces/.%2e/stream",
        "/v1/spaces/%2e/entities",
        "/v1/spaces//status",
        "/v1/spaces/user:a%2Fb",
        "/v1/spaces/%2e%2e%2f%2e%2e%2finternal",
        "/v1/spaces/user:a/b/status",
        "/internal/episodes/fetch",
        "/V1/memories",
        "/v1/memories;x",
        "/q/metrics",
        "/q/openapi"
      })
  void otherPath_doesNotExist(String path) {
    assertThat(Routes.methods(path)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "POST,/v1/memories,POST /v1/memories,",
    "POST,/v1/chat/completions,POST /v1/chat/completions,",
    "DELETE,/v1/memories/m-1,DELETE /v1/memories/{id},m-1",
    "DELETE,/v1/spaces/user%3Aalice,DELETE /v1/spaces/{space},user%3Aalice",
    "POST,/v1/spaces/user:a/export,POST /v1/spaces/{space}/export,user:a",
    "POST,/v1/spaces/user:a/import,POST /v1/spaces/{space}/import,user:a",
    "POST,/v1/admin/keys,POST /v1/admin/keys,",
    "DELETE,/v1/admin/keys/k-1,DELETE /v1/admin/keys/{id},k-1",
    "POST,/v1/admin/keys/k-1/rotate,POST /v1/admin/keys/{id}/rotate,k-1"
  })
  void act_isNamedByItsTemplate_andKnowsItsTarget(
      String method, String path, String operation, String target) {
    Routes.Route route = Routes.find(method, path).orElseThrow();

    assertThat(route.isAct()).isTrue();
    assertThat(route.operation()).isEqualTo(operation);
    assertThat(route.target(path)).isEqualTo(target);
  }

  @ParameterizedTest
  @CsvSource({"POST,/v1/memories/search", "POST,/v1/embeddings", "GET,/v1/admin/keys"})
  void reading_isNoAct(String method, String path) {
    assertThat(Routes.find(method, path).orElseThrow().isAct()).isFalse();
  }
}
