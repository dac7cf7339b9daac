/** Who may call: roles, tokens, projects and what was changed by whom, as they go over the wire. */
@NullMarked
package dev.cairn.api.access;

import org.jspecify.annotations.NullMarked;
