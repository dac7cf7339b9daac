package dev.cairn.worker.lstm.cell;

import java.util.Locale;

/** Which code computes recurrent layers. */
public enum Cells {
    /** Ours wherever it can. */
    FAST,
    /** DL4J's own everywhere. */
    STOCK;

    /** The system property that sets it, {@code fast} or {@code stock}. */
    public static final String PROPERTY = "cairn.cells";

    /** The environment variable that sets it where the property does not; a worker's trials inherit it. */
    public static final String VARIABLE = "CAIRN_CELLS";

    /**
     * What this process was told; fast if nothing.
     *
     * @throws IllegalArgumentException if it was told something else
     */
    public static Cells configured() {
        String variable = System.getenv().getOrDefault(VARIABLE, "");
        return named(System.getProperty(PROPERTY, variable.isBlank() ? "fast" : variable.strip()));
    }

    public static Cells named(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "fast" -> FAST;
            case "stock" -> STOCK;
            default ->
                throw new IllegalArgumentException(
                        PROPERTY + " (or " + VARIABLE + ") must be fast or stock but was '" + name + "'");
        };
    }
}
