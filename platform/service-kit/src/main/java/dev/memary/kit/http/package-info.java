/** What holds for every request before it is looked at. */
@NullMarked
package dev.memary.kit.http;

import org.jspecify.annotations.NullMarked;
