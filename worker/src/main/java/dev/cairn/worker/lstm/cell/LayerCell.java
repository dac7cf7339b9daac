package dev.cairn.worker.lstm.cell;

import org.jspecify.annotations.Nullable;

/**
 * Which code computes a recurrent layer.
 *
 * @param layer its name or number, with what wraps it: {@code 0/forward}
 * @param type DL4J's name of the layer
 * @param stockBecause why DL4J's own code computes it; null if ours does
 */
public record LayerCell(String layer, String type, @Nullable String stockBecause) {
    public boolean isFast() {
        return stockBecause == null;
    }

    @Override
    public String toString() {
        return "layer " + layer + " (" + type + "): "
                + (isFast() ? "fast" : "DL4J's own code, because " + stockBecause);
    }
}
