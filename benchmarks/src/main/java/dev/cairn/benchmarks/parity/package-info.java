/** The same network trained by the worker and by PyTorch: do they come out alike? */
@NullMarked
package dev.cairn.benchmarks.parity;

import org.jspecify.annotations.NullMarked;
