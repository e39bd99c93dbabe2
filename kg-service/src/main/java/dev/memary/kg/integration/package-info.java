/** Stage 2: what was understood of an episode becomes entities and facts, once. */
@NullMarked
package dev.memary.kg.integration;

import org.jspecify.annotations.NullMarked;
