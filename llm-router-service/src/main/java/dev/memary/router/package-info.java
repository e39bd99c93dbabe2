/** llm-router-service: which model answers. */
@NullMarked
package dev.memary.router;

import org.jspecify.annotations.NullMarked;
