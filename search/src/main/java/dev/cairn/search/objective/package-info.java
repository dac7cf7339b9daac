/** What is to be made small or large, and the one place that turns values into scores. */
@NullMarked
package dev.cairn.search.objective;

import org.jspecify.annotations.NullMarked;
