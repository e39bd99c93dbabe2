/** Adapter: models in this process, and OpenAI-compatible servers. */
@NullMarked
package dev.memary.router.provider;

import org.jspecify.annotations.NullMarked;
