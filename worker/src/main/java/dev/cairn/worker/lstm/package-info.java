/** Training, saving and loading LSTMs: the only package that knows Deeplearning4j and ND4J. */
@NullMarked
package dev.cairn.worker.lstm;

import org.jspecify.annotations.NullMarked;
