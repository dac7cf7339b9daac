/** How long LSTM networks train and predict: DL4J's own code, the worker's fast cells, PyTorch. */
@NullMarked
package dev.cairn.benchmarks.lstm;

import org.jspecify.annotations.NullMarked;
