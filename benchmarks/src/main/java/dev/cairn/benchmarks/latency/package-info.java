/** How long a suggestion takes, and whether it comes out the same everywhere. */
@NullMarked
package dev.cairn.benchmarks.latency;

import org.jspecify.annotations.NullMarked;
