/** Data sets on this machine, and what a trial may see of them: parts, scaling, windows, errors. */
@NullMarked
package dev.cairn.worker.data;

import org.jspecify.annotations.NullMarked;
