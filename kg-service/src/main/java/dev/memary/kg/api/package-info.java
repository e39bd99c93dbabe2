/** Adapter: REST operations of kg-service. */
@NullMarked
package dev.memary.kg.api;

import org.jspecify.annotations.NullMarked;
