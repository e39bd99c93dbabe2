/** Chat completions: which target answers. */
@NullMarked
package dev.memary.router.chat;

import org.jspecify.annotations.NullMarked;
