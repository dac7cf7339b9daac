/** The demonstration: one study from data to a saved model. */
@NullMarked
package dev.cairn.cli.demo;

import org.jspecify.annotations.NullMarked;
