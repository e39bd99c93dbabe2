/** Adapter: the OpenAI-compatible surface. */
@NullMarked
package dev.memary.router.api;

import org.jspecify.annotations.NullMarked;
