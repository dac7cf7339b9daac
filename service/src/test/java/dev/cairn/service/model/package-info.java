/** The service compared, step by step of random histories, with a small model of what it should do. */
@NullMarked
package dev.cairn.service.model;

import org.jspecify.annotations.NullMarked;
