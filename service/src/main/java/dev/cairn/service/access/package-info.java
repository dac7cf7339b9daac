/** Who calls, what they may do, and which projects they may see. */
@NullMarked
package dev.cairn.service.access;

import org.jspecify.annotations.NullMarked;
