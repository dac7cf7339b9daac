/** How well samplers search: functions with known optima, runs, and comparisons. */
@NullMarked
package dev.cairn.benchmarks;

import org.jspecify.annotations.NullMarked;
