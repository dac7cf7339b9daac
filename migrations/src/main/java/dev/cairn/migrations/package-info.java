/** The database schema, and the program that creates its roles and applies it. */
@NullMarked
package dev.cairn.migrations;

import org.jspecify.annotations.NullMarked;
