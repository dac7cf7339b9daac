/** Bytes by digest. */
@NullMarked
package dev.cairn.service.blob;

import org.jspecify.annotations.NullMarked;
