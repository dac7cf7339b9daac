/** Kills services, workers and Postgres while studies run, and looks for what was lost. */
@NullMarked
package dev.cairn.benchmarks.chaos;

import org.jspecify.annotations.NullMarked;
