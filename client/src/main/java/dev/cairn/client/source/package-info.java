/** Where data sets come from: tables of any origin, written down once as the bytes that all trials of a study see. */
@NullMarked
package dev.cairn.client.source;

import org.jspecify.annotations.NullMarked;
