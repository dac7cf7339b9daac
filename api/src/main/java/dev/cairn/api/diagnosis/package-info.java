/** What a learning curve says of its training, and what to try next. */
@NullMarked
package dev.cairn.api.diagnosis;

import org.jspecify.annotations.NullMarked;
