package dev.cairn.worker.lstm;

import dev.cairn.worker.lstm.cell.FastCells;
import dev.cairn.worker.lstm.cell.LayerCell;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Recurrent layers that DL4J's own code computes: the trial's log says which and why, its metrics how many. */
final class SlowLayers {
    private SlowLayers() {}

    static List<String> of(ComputationGraph network) {
        return FastCells.of(network).stream()
                .filter(cell -> !cell.isFast())
                .map(LayerCell::toString)
                .toList();
    }
}
