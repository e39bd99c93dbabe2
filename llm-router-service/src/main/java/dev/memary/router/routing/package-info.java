/**
 * Which model answers: an alias has targets in order, and {@link
 * dev.memary.router.routing.ChatRouter} goes from one to the next until one has begun to answer.
 * After the first piece of content nobody else can take over; a failure is then told as one. An
 * alias for embeddings has one model, which {@link dev.memary.router.routing.EmbeddingRouter} asks
 * on one node after the other.
 */
@NullMarked
package dev.memary.router.routing;

import org.jspecify.annotations.NullMarked;
