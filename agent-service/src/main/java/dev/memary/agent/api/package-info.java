/** Adapter: REST. */
@NullMarked
package dev.memary.agent.api;

import org.jspecify.annotations.NullMarked;
