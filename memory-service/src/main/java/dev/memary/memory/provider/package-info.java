/** Adapter: the tokenizer. */
@NullMarked
package dev.memary.memory.provider;

import org.jspecify.annotations.NullMarked;
