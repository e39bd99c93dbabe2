/** Adapter: calls to memory-service and kg-service. */
@NullMarked
package dev.memary.worker.client;

import org.jspecify.annotations.NullMarked;
