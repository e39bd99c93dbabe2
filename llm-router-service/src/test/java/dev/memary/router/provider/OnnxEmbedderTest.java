package dev.memary.router.provider;

import dev.memary.kit.identity.Services;
import dev.memary.localstack.testing.TestStack;
import dev.memary.router.api.Models;
import dev.memary.router.embeddings.Embedder;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;

/** Inside the service, because its native library can be loaded only once. */
@QuarkusTest
@QuarkusTestResource(
    value = TestStack.class,
    initArgs = @ResourceArg(name = "service", value = Services.ROUTER))
@QuarkusTestResource(Models.class)
class OnnxEmbedderTest extends EmbedderTest {
  @Inject OnnxEmbedder embedder;

  @Override
  Embedder embedder() {
    return embedder;
  }

  @Override
  int dimensions() {
    return 384;
  }
}
