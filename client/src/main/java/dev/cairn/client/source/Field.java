package dev.cairn.client.source;

import dev.cairn.api.dataset.ColumnType;

/**
 * A column of a source.
 *
 * @param type of all its values; TEXT takes any
 */
public record Field(String name, ColumnType type) {}
