/** The service: its start and its settings. */
@NullMarked
package dev.cairn.service;

import org.jspecify.annotations.NullMarked;
