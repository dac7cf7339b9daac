/** Recurrent cells in fused loops: the LSTM behind DL4J's plug-in point, and cells that DL4J lacks. */
@NullMarked
package dev.cairn.worker.lstm.cell;

import org.jspecify.annotations.NullMarked;
