/**
 * Runs Memary on one machine: the real PostgreSQL, Neo4j, Kafka and Redis, and the six services,
 * each as a process of its own that outlives the command which started it.
 *
 * <p>{@link dev.memary.localstack.LocalStack} is the API, {@link dev.memary.localstack.Main} the
 * command line, and {@code testing} hands the same servers to the services' tests. A {@code Member}
 * knows how to start one process and when it is ready; the {@code Supervisor} does the starting,
 * watching and stopping; {@code StackHome} is the directory where everything lives.
 */
@NullMarked
package dev.memary.localstack;

import org.jspecify.annotations.NullMarked;
