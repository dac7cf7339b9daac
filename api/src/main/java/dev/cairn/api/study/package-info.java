/** Studies: what is sent, what is stored, what is answered. */
@NullMarked
package dev.cairn.api.study;

import org.jspecify.annotations.NullMarked;
