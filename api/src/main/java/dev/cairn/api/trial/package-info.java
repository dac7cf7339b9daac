/** Trials and their attempts: states, causes, measurements and views. */
@NullMarked
package dev.cairn.api.trial;

import org.jspecify.annotations.NullMarked;
