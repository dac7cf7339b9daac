/** Trials, attempts and measurements as rows, and the views of them. */
@NullMarked
package dev.cairn.service.trial;

import org.jspecify.annotations.NullMarked;
