/** Adapter: configuration, and what the core needs of libraries. */
@NullMarked
package dev.memary.worker.provider;

import org.jspecify.annotations.NullMarked;
