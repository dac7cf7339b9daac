/** The REST API as Java methods, for tools and for workers; nothing but the JDK's HTTP client beneath. */
@NullMarked
package dev.cairn.client;

import org.jspecify.annotations.NullMarked;
