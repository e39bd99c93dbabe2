/** The local stack as a Quarkus test resource. */
@NullMarked
package dev.memary.localstack.testing;

import org.jspecify.annotations.NullMarked;
