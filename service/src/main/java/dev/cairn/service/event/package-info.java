/** Tells whoever listens what happens in studies. */
@NullMarked
package dev.cairn.service.event;

import org.jspecify.annotations.NullMarked;
