/** The worker process: asks for trials, has each trained in a child JVM, reports what came of it. */
@NullMarked
package dev.cairn.worker;

import org.jspecify.annotations.NullMarked;
