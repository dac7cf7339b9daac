package dev.cairn.worker.lstm.cell;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * DL4J's graph, which is computed as a whole where that is possible ({@link Chain}) and its layers have been made fast, else layer by
 * layer as DL4J does. Configuration,
 * parameters, updaters and what is saved are DL4J's: a saved model knows nothing of this class.
 */
public class FastGraph extends ComputationGraph {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(FastGraph.class);

    private final int backSteps;
    private transient @Nullable ChainPlan plan;
    private transient boolean isTold;
    private transient @Nullable Chain chain;
    private transient @Nullable INDArray chained;
    private transient @Nullable INDArray chainedGradients;
    private transient INDArray @Nullable [] labels;

    public FastGraph(ComputationGraphConfiguration configuration) {
        this(configuration, 0);
    }

    /**
     * A graph whose gradients flow back over the last steps of each sequence only. DL4J asks its layers for that only where it also
     * cuts sequences into segments, and then the way back starts from another state than the way forth did.
     *
     * @param backSteps so many; 0 for all
     */
    public FastGraph(ComputationGraphConfiguration configuration, int backSteps) {
        super(configuration);
        this.backSteps = backSteps;
        if (backSteps > 0) {
            configuration.setTbpttBackLength(backSteps);
        }
    }

    /** Why this network is not trained as a whole, but layer by layer; null if it is. */
    public @Nullable String trainedByLayerBecause() {
        return plan().trainingObstacle();
    }

    private ChainPlan plan() {
        if (plan == null) {
            plan = ChainPlan.of(this);
            isTold = false;
        }
        return plan;
    }

    /** After {@link FastCells#install}. */
    void layersChanged() {
        plan = null;
        chain = null;
    }

    // DL4J's graph does not tell what it was told.
    @Override
    public void setLabels(INDArray... labels) {
        this.labels = labels;
        super.setLabels(labels);
    }

    @Override
    public void setLabel(int labelNumber, INDArray label) {
        super.setLabel(labelNumber, label);
        labels = labelNumber == 0 ? new INDArray[] {label} : null;
    }

    /** For the parameters as they lie now. */
    private Chain chain() {
        if (chain == null || chained != flattenedParams) {
            chain = new Chain(plan());
            chained = flattenedParams;
            chainedGradients = null;
        }
        return chain;
    }

    private boolean isWhole(
            INDArray @Nullable [] inputs, INDArray @Nullable [] masks, INDArray @Nullable [] labelMasks) {
        return plan().obstacle() == null
                && inputs != null
                && inputs.length == 1
                && (masks == null || masks[0] == null)
                && (labelMasks == null || labelMasks[0] == null)
                && chain().takes(inputs[0]);
    }

    @Override
    public void computeGradientAndScore() {
        // Whoever only predicts does not care.
        if (plan().trainingObstacle() != null && !isTold) {
            LOG.info("The network is trained layer by layer, because {}", plan().trainingObstacle());
            isTold = true;
        }
        if (plan().trainingObstacle() != null
                || !getListeners().isEmpty()
                || labels == null
                || !isWhole(getInputs(), getInputMaskArrays(), getLabelMaskArrays())
                || !chain().judges(labels[0], getInputs()[0])) {
            super.computeGradientAndScore();
            return;
        }
        synchronizeIterEpochCounts();
        if (flattenedGradients == null) {
            initGradientsView();
        }
        Chain whole = chain();
        if (chainedGradients != flattenedGradients) {
            whole.gradients(plan());
            chainedGradients = flattenedGradients;
            gradient = gradientViews();
        }
        INDArray input = getInputs()[0];
        double sum = whole.differentiate(input, labels[0], backSteps);
        score = sum / input.size(0) + calcRegularizationScore(true);
    }

    private DefaultGradient gradientViews() {
        var views = new DefaultGradient(flattenedGradients);
        for (var layer : getLayers()) {
            String name = layer.conf().getLayer().getLayerName();
            if (layer.numParams() > 0) {
                layer.conf()
                        .getLayer()
                        .initializer()
                        .getGradientsFromFlattened(layer.conf(), layer.getGradientsViewArray())
                        .forEach((key, view) -> views.setGradientFor(name + "_" + key, view));
            }
        }
        return views;
    }

    @Override
    protected void calcBackpropGradients(boolean clearLayers, boolean truncated, INDArray... externalEpsilons) {
        super.calcBackpropGradients(clearLayers, truncated || backSteps > 0, externalEpsilons);
    }

    @Override
    public synchronized INDArray[] output(
            boolean train,
            INDArray[] input,
            INDArray @Nullable [] inputMasks,
            INDArray @Nullable [] labelMasks,
            @Nullable MemoryWorkspace outputWorkspace) {
        return train || outputWorkspace != null || !isWhole(input, inputMasks, labelMasks)
                ? super.output(train, input, inputMasks, labelMasks, outputWorkspace)
                : new INDArray[] {chain().output(input[0])};
    }

    @Override
    public synchronized INDArray[] output(boolean train, boolean clearInputs, INDArray... input) {
        return train || !clearInputs || !isWhole(input, null, null)
                ? super.output(train, clearInputs, input)
                : new INDArray[] {chain().output(input[0])};
    }
}
