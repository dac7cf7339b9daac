/** Stops a trial early, by what it has reported and mostly by comparing it with others at the same step. */
@NullMarked
package dev.cairn.search.pruner;

import org.jspecify.annotations.NullMarked;
