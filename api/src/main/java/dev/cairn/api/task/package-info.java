/** What a worker trains: the task, its split, and the hyperparameters that exist. */
@NullMarked
package dev.cairn.api.task;

import org.jspecify.annotations.NullMarked;
