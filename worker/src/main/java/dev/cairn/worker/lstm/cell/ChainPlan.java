package dev.cairn.worker.lstm.cell;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.graph.vertex.impl.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.layers.OutputLayer;
import org.deeplearning4j.nn.layers.feedforward.dense.DenseLayer;
import org.deeplearning4j.nn.layers.pooling.GlobalPoolingLayer;
import org.deeplearning4j.nn.layers.recurrent.BaseRecurrentLayer;
import org.deeplearning4j.nn.layers.recurrent.LastTimeStepLayer;
import org.jspecify.annotations.Nullable;

/**
 * A graph read as a {@link Chain}: which layers there are, or why it is none.
 *
 * @param heads dense layers, then the output
 * @param obstacle why it cannot be computed as a whole at all; null if it can
 * @param trainingObstacle why it cannot be trained as a whole; null if it can
 */
record ChainPlan(
        List<Layer> recurrent,
        Pooling pooling,
        List<Layer> heads,
        @Nullable String obstacle,
        @Nullable String trainingObstacle) {

    /** The dimension of time, which a pooling layer that names none pools over. */
    private static final int[] STEPS = {2};

    static ChainPlan of(ComputationGraph graph) {
        return new Reader(graph).plan();
    }

    /** Share of a layer's outputs that its gates do not see while training. */
    double recurrentDropRate(int layer) {
        return recurrent.get(layer).conf().getLayer() instanceof CellLayer own ? own.getRecurrentDropRate() : 0;
    }

    /** Follows the graph from its input to its output. */
    private static final class Reader {
        private final ComputationGraph graph;
        private final ComputationGraphConfiguration configuration;
        private final List<Layer> recurrent = new ArrayList<>();
        private final List<Layer> heads = new ArrayList<>();
        private @Nullable Pooling pooling;
        private @Nullable String obstacle;
        private @Nullable String trainingObstacle;

        private Reader(ComputationGraph graph) {
            this.graph = graph;
            this.configuration = graph.getConfiguration();
        }

        private ChainPlan plan() {
            read();
            return new ChainPlan(
                    List.copyOf(recurrent),
                    pooling == null ? Pooling.LAST : pooling,
                    List.copyOf(heads),
                    obstacle,
                    obstacle == null ? trainingObstacle : obstacle);
        }

        private void read() {
            if (graph.getNumInputArrays() != 1 || graph.getNumOutputArrays() != 1) {
                obstacle = "it has several inputs or outputs";
                return;
            }
            if (configuration.getBackpropType() != BackpropType.Standard) {
                trainingObstacle = "sequences are cut into segments";
            }
            String end = configuration.getNetworkOutputs().get(0);
            String at = configuration.getNetworkInputs().get(0);
            while (obstacle == null && !at.equals(end)) {
                String next = after(at);
                if (next == null) {
                    obstacle = "it branches after " + at;
                } else {
                    take(next, graph.getVertex(next));
                    at = next;
                }
            }
            if (obstacle == null && !(heads.get(heads.size() - 1) instanceof OutputLayer)) {
                obstacle = "it does not end in an output layer";
            }
        }

        /** The only vertex that reads another one, if that reads nothing else. */
        private @Nullable String after(String vertex) {
            String found = null;
            for (Map.Entry<String, List<String>> inputs :
                    configuration.getVertexInputs().entrySet()) {
                if (inputs.getValue().contains(vertex)) {
                    if (found != null || inputs.getValue().size() != 1) {
                        return null;
                    }
                    found = inputs.getKey();
                }
            }
            return found;
        }

        private void take(String name, GraphVertex vertex) {
            if (vertex instanceof LastTimeStepVertex) {
                pool(name, Pooling.LAST);
            } else if (vertex instanceof LayerVertex of && of.getLayerPreProcessor() == null) {
                take(name, vertex.getLayer());
            } else {
                obstacle = "of " + name;
            }
        }

        private void take(String name, Layer layer) {
            if (layer.conf().getLayer().getIDropout() != null) {
                trainingObstacle = "of the drop-out before " + name;
            }
            if (layer.conf().getLayer() instanceof BaseLayer base && base.getWeightNoise() != null) {
                trainingObstacle = "of the weight noise in " + name;
            }
            if (layer instanceof BaseRecurrentLayer<?> some && pooling == null) {
                take(name, some);
            } else if (layer instanceof LastTimeStepLayer last
                    && last.getUnderlying() instanceof BaseRecurrentLayer<?> some
                    && pooling == null) {
                take(name, (Layer) some);
                pool(name, Pooling.LAST);
            } else if (layer instanceof GlobalPoolingLayer) {
                pool(name, layer);
            } else if (isHead(layer)) {
                heads.add(layer);
            } else {
                obstacle = "of " + name;
            }
        }

        private void take(String name, BaseRecurrentLayer<?> layer) {
            var configured = (org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer)
                    layer.conf().getLayer();
            LayerCell cell = FastCells.cell(name, layer);
            if (!cell.isFast()) {
                obstacle = "of " + cell;
            } else if (configured.getRnnDataFormat() == RNNFormat.NWC) {
                obstacle = name + " has the steps in the middle";
            } else {
                recurrent.add(layer);
            }
        }

        private void pool(String name, Layer layer) {
            var configured = (org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer)
                    layer.conf().getLayer();
            int[] over = configured.getPoolingDimensions();
            if (over != null && !Arrays.equals(over, STEPS)) {
                obstacle = "of " + name;
                return;
            }
            switch (configured.getPoolingType()) {
                case AVG -> pool(name, Pooling.AVERAGE);
                case MAX -> pool(name, Pooling.MAXIMUM);
                default -> obstacle = "of " + name;
            }
        }

        private void pool(String name, Pooling by) {
            if (pooling != null || recurrent.isEmpty()) {
                obstacle = "of " + name;
            }
            pooling = by;
        }

        private boolean isHead(Layer layer) {
            boolean isKnown = layer.getClass() == OutputLayer.class || layer.getClass() == DenseLayer.class;
            return pooling != null
                    && isKnown
                    && layer.conf().isMiniBatch()
                    && ((org.deeplearning4j.nn.conf.layers.FeedForwardLayer)
                                            layer.conf().getLayer())
                                    .getNIn()
                            > 0
                    && layer.paramTable().size() == 2;
        }
    }
}
