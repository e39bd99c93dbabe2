package dev.memary.router.api;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;

import dev.memary.kit.identity.Services;
import dev.memary.localstack.testing.TestStack;
import dev.memary.localstack.testing.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.restassured.specification.RequestSpecification;

/** The real embedding model; language models are played by {@link Models}. */
@QuarkusTestResource(
    value = TestStack.class,
    initArgs = @ResourceArg(name = "service", value = Services.ROUTER))
@QuarkusTestResource(Models.class)
abstract class RouterServiceTest {
  static RequestSpecification as(String issuer) {
    return given()
        .header("Authorization", TestTokens.bearer(issuer, Services.ROUTER, "t-router"))
        .contentType(JSON);
  }
}
