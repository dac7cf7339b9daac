package dev.cairn.worker.lstm.cell;

import java.util.List;

/**
 * Blocks of a cell's pre-activations that are one product, as they see the same of a step's input.
 *
 * @param from the first block
 * @param adds whether earlier parts see all of the same rows, so that this one's errors come on top of theirs
 */
record Part(Reach reach, int from, int blocks, boolean adds) {
    /** The only one. */
    static List<Part> whole(int blocks) {
        return List.of(new Part(Reach.ALL, 0, blocks, false));
    }

    /** The first column. */
    int column(Shape shape) {
        return from * shape.units();
    }

    int columns(Shape shape) {
        return blocks * shape.units();
    }
}
