/** kg-service: what is known. */
@NullMarked
package dev.memary.kg;

import org.jspecify.annotations.NullMarked;
