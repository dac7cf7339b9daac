/** Data sets: their view, and the CSV dialect that service and worker read alike. */
@NullMarked
package dev.cairn.api.dataset;

import org.jspecify.annotations.NullMarked;
