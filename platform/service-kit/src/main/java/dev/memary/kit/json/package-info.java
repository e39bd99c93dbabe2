/** JSON as the platform speaks it: snake_case, strict about types, tolerant of unknown fields. */
@NullMarked
package dev.memary.kit.json;

import org.jspecify.annotations.NullMarked;
