package dev.memary.kg;

import dev.memary.kit.identity.Services;
import dev.memary.localstack.testing.TestStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;

/** The real Neo4j and Kafka; the other services are played by {@link Fakes}. */
@QuarkusTestResource(
    value = TestStack.class,
    initArgs = {
      @ResourceArg(name = "service", value = Services.KG),
      @ResourceArg(name = "channels", value = "episode-recorded,space-forgotten")
    })
public interface KgServiceTest {}
