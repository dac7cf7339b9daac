/** Small real trainings that see numbers only: deterministic, with fixed data and initial weights. */
@NullMarked
package dev.cairn.benchmarks.training;

import org.jspecify.annotations.NullMarked;
