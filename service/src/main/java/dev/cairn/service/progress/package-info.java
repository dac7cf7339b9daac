/** Moves studies forward: numbers events, confirms winners, decides the end. */
@NullMarked
package dev.cairn.service.progress;

import org.jspecify.annotations.NullMarked;
