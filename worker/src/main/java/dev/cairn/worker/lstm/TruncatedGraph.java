package dev.cairn.worker.lstm;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network whose gradients flow back over the last steps of each sequence only. Its layers can do that; DL4J asks them only where
 * it also cuts sequences into segments, and then the way back starts from another state than the way forth did.
 */
final class TruncatedGraph extends ComputationGraph {
    private static final long serialVersionUID = 1;

    TruncatedGraph(ComputationGraphConfiguration configuration, int steps) {
        super(configuration);
        configuration.setTbpttBackLength(steps);
    }

    @Override
    protected void calcBackpropGradients(boolean clearLayers, boolean truncated, INDArray... externalEpsilons) {
        super.calcBackpropGradients(clearLayers, true, externalEpsilons);
    }
}
