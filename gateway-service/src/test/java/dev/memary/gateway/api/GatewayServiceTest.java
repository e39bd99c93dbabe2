package dev.memary.gateway.api;

import dev.memary.gateway.keys.ApiKeys;
import dev.memary.gateway.keys.ApiKeys.Created;
import dev.memary.gateway.keys.ApiKeys.Grant;
import dev.memary.kit.identity.Permission;
import dev.memary.kit.identity.Services;
import dev.memary.kit.identity.SpaceGrant;
import dev.memary.localstack.testing.TestStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** The real PostgreSQL; the services behind the door are played by {@link FakeUpstreams}. */
@QuarkusTestResource(
    value = TestStack.class,
    initArgs = @ResourceArg(name = "service", value = Services.GATEWAY))
abstract class GatewayServiceTest {
  static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  final String tenant = "t-" + UUID.randomUUID();
  final String marker = "m" + UUID.randomUUID();

  @Inject ApiKeys keys;
  @Inject FakeUpstreams upstreams;

  @TestHTTPResource("/")
  URI door;

  String key(Permission... permissions) {
    return created(tenant, Set.of(permissions), "*").secret();
  }

  Created created(String tenantId, Set<Permission> permissions, String... spaces) {
    List<SpaceGrant> grants = Stream.of(spaces).map(SpaceGrant::new).toList();
    return keys.create(new Grant(tenantId, "test", grants, permissions, null));
  }

  /** Sends the path as it stands: nothing is normalised or decoded on the way. */
  HttpResponse<String> send(
      String method, String path, String key, String body, String... headers) {
    var request =
        HttpRequest.newBuilder(URI.create(door.toString().replaceAll("/$", "") + path))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .header("Content-Type", "application/json");
    if (key != null) {
      request.header("Authorization", "Bearer " + key);
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    try {
      return HTTP.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  HttpResponse<String> send(String method, String path, String key) {
    return send(method, path, key, method.equals("POST") ? "{}" : null);
  }

  static String type(HttpResponse<String> answer) {
    return answer.headers().firstValue("content-type").orElse("");
  }
}
