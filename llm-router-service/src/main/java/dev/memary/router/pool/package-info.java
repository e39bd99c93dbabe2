/**
 * The user's own GPU nodes: which models they hold, who may use them now, who waits.
 *
 * <p>Ollama bounds nothing by itself, so the slots are owned here: {@link
 * dev.memary.router.pool.Pool} grants a {@link dev.memary.router.pool.Lease} for one request on one
 * node, chosen by {@link dev.memary.router.pool.Placement}, or keeps the {@link
 * dev.memary.router.pool.Demand} waiting in a fair, bounded queue.
 */
@NullMarked
package dev.memary.router.pool;

import org.jspecify.annotations.NullMarked;
