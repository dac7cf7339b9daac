/** Whole studies on the data that is shipped: what tuning gains, on the sealed test part. */
@NullMarked
package dev.cairn.benchmarks.studies;

import org.jspecify.annotations.NullMarked;
