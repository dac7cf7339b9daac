/** The child JVM that trains: how it is started, spoken with, watched and ended. */
@NullMarked
package dev.cairn.worker.trial;

import org.jspecify.annotations.NullMarked;
