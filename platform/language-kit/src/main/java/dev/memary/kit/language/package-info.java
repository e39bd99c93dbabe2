/** What words say without a model, for what is remembered and for what is asked alike. */
@NullMarked
package dev.memary.kit.language;

import org.jspecify.annotations.NullMarked;
