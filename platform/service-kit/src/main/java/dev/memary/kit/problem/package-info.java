/**
 * Failures turn into HTTP once, here: {@code application/problem+json} (RFC 9457), no internals.
 */
@NullMarked
package dev.memary.kit.problem;

import org.jspecify.annotations.NullMarked;
