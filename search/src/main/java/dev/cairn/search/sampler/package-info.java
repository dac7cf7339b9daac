/** Pure functions from a problem, its history and a seed to the next points. */
@NullMarked
package dev.cairn.search.sampler;

import org.jspecify.annotations.NullMarked;
