package dev.cairn.api.dataset;

import java.util.Locale;

/** What all cells of a column are that are not missing. The first that fits. */
public enum ColumnType {
    /** Finite decimal numbers. */
    NUMBER {
        @Override
        boolean admits(String text) {
            return !Double.isNaN(NumberCell.parse(text));
        }
    },
    /** Dates or times as in ISO 8601, with a blank for the T if need be. */
    TIME {
        @Override
        boolean admits(String text) {
            return text.length() >= SHORTEST_TIME
                    && text.charAt(4) == '-'
                    && TimeCell.parse(text).isPresent();
        }
    },
    /** {@code true} and {@code false}. */
    BOOLEAN {
        @Override
        boolean admits(String text) {
            String word = text.toLowerCase(Locale.ROOT);
            return word.equals("true") || word.equals("false");
        }
    },
    /** Anything: categories and prose. */
    TEXT {
        @Override
        boolean admits(String text) {
            return true;
        }
    };

    private static final int SHORTEST_TIME = "2024-01-31".length();

    abstract boolean admits(String text);
}
