/** What happened in a study, as it is told to whoever listens. */
@NullMarked
package dev.cairn.api.event;

import org.jspecify.annotations.NullMarked;
