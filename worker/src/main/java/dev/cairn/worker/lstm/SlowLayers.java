package dev.cairn.worker.lstm;

import dev.cairn.worker.lstm.cell.FastCells;
import dev.cairn.worker.lstm.cell.FastGraph;
import dev.cairn.worker.lstm.cell.LayerCell;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Recurrent layers that DL4J's own code computes: the trial's log says which and why, its metrics how many. */
final class SlowLayers {
    private SlowLayers() {}

    /** Why the layers are trained one by one though each is fast; empty if the network is trained as a whole. */
    static Optional<String> oneByOne(ComputationGraph network) {
        return network instanceof FastGraph graph && of(network).isEmpty()
                ? Optional.ofNullable(graph.trainedByLayerBecause())
                        .map(why -> "the network is trained layer by layer, because " + why)
                : Optional.empty();
    }

    static List<String> of(ComputationGraph network) {
        return FastCells.of(network).stream()
                .filter(cell -> !cell.isFast())
                .map(LayerCell::toString)
                .toList();
    }
}
