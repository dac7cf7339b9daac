package dev.cairn.worker.lstm.cell;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * A network of recurrent layers, pooling, dense layers and an output, computed as a whole: what DL4J does around each layer
 * (workspaces, copies, arrays made and forgotten) takes as long as the layers' work where these are small. Parameters and gradients are
 * DL4J's own views. Loss and activations of what follows the steps are DL4J's, too.
 *
 * <p>One thread at a time.
 */
final class Chain {
    private static final String WORKSPACE = "CAIRN_CHAIN";

    private final ChainPlan plan;
    private final List<Recurrence> recurrences = new ArrayList<>();
    private final List<Weights> weights = new ArrayList<>();
    private final List<Floats> outputs = new ArrayList<>();
    private final List<Floats> inputErrors = new ArrayList<>();
    private final List<Linear> linears = new ArrayList<>();
    private final List<Weights> weightGradients = new ArrayList<>();
    private final List<Linear.Parameters> linearGradients = new ArrayList<>();
    private final List<INDArray> sums = new ArrayList<>();
    private final WorkspaceConfiguration scratch =
            WorkspaceConfiguration.builder().build();
    private Shape shape = new Shape(0, 0, 0, 0);
    private float[] pooled = {};
    private int[] pooledFrom = {};

    Chain(ChainPlan plan) {
        this.plan = plan;
        for (Layer layer : plan.recurrent()) {
            recurrences.add(new Recurrence(StandIns.cell(layer.conf().getLayer())));
            weights.add(Weights.of(layer.paramTable()));
            outputs.add(new Floats(1));
            inputErrors.add(new Floats(1));
        }
        plan.heads().forEach(layer -> linears.add(new Linear(Linear.Parameters.of(layer.paramTable()))));
    }

    /** What an input must be: [examples, inputs, steps] in single precision. */
    boolean takes(INDArray input) {
        return input.rank() == 3
                && input.dataType() == DataType.FLOAT
                && input.size(1) == weights.get(0).inputs()
                && input.size(0) > 0
                && input.size(2) > 0;
    }

    /** What labels must be: [examples, outputs]. Others are DL4J's to refuse. */
    boolean judges(INDArray labels, INDArray input) {
        return labels.rank() == 2
                && labels.size(0) == input.size(0)
                && labels.size(1) == linears.get(linears.size() - 1).outputs();
    }

    /** The network's answers, in an array of their own. */
    @SuppressWarnings("try") // Needed while it is open, not itself.
    INDArray output(INDArray input) {
        INDArray last = forward(input, false);
        try (var outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
            return activation(plan.heads().size() - 1).getActivation(last.dup('f'), false);
        }
    }

    /** Where the gradients go, by layer; before the first {@link #differentiate}. */
    void gradients(ChainPlan of) {
        weightGradients.clear();
        linearGradients.clear();
        of.recurrent().forEach(layer -> weightGradients.add(Weights.of(views(layer))));
        of.heads().forEach(layer -> linearGradients.add(Linear.Parameters.of(views(layer))));
    }

    private static Map<String, INDArray> views(Layer layer) {
        return layer.conf()
                .getLayer()
                .initializer()
                .getGradientsFromFlattened(layer.conf(), layer.getGradientsViewArray());
    }

    /**
     * Writes the gradients of the examples' summed loss.
     *
     * @return the loss, summed
     */
    @SuppressWarnings("try") // Needed while it is open, not itself.
    double differentiate(INDArray input, INDArray labels, int backSteps) {
        INDArray last = forward(input, true);
        int head = plan.heads().size() - 1;
        double sum;
        float[] errors;
        // What losses and activations leave behind is overwritten by the next batch.
        try (var workspace = Nd4j.getWorkspaceManager().getAndActivateWorkspace(scratch, WORKSPACE)) {
            sum = differentiate(last, labels);
            errors = linears.get(head).backward(linearGradients.get(head));
            for (head--; head >= 0; head--) {
                INDArray own = activation(head)
                        .backprop(sums.get(head).dup(), array(errors, shape.batch()))
                        .getFirst();
                errors = linears.get(head).backward(own, linearGradients.get(head));
            }
        }
        StepErrors steps = plan.pooling().backward(errors, shape.steps(), pooledFrom);
        int from = backSteps > 0 ? Math.max(0, shape.steps() - backSteps) : 0;
        for (int layer = recurrences.size() - 1; layer >= 0; layer--) {
            Floats below = layer == 0 ? null : inputErrors.get(layer);
            Recurrence recurrence = recurrences.get(layer);
            int inputs = weights.get(layer).inputs();
            if (below != null) {
                below.reserve((long) shape.batch() * inputs * shape.steps());
            }
            recurrence.backward(steps, from, weightGradients.get(layer), below);
            if (below != null) {
                steps = new Series(below, shape.batch() * inputs, shape.steps());
            }
        }
        return sum;
    }

    /** The loss, summed; leaves the errors of the output layer's sums with it. */
    private double differentiate(INDArray last, INDArray labels) {
        int head = plan.heads().size() - 1;
        ILossFunction loss = ((BaseOutputLayer) plan.heads().get(head).conf().getLayer()).getLossFn();
        var weighing = loss instanceof WeighingLoss some ? some : null;
        ArrayLoss known = ArrayLoss.of(weighing == null ? loss : weighing.unweighted(), activation(head));
        Linear output = linears.get(head);
        if (known == null || labels.dataType() != DataType.FLOAT) {
            double sum = loss.computeScore(labels, last, activation(head), null, false);
            Series.columnwise(loss.computeGradient(labels, last, activation(head), null), output.errors());
            return sum;
        }
        float[] answers = output.sums();
        INDArray weights = weighing == null ? null : weighing.weights();
        double sum = known.differentiate(
                answers,
                columnwise(labels),
                weights == null ? null : columnwise(weights),
                shape.batch(),
                output.errors());
        if (weighing != null) {
            weighing.answered(answers, shape.batch());
        }
        return sum;
    }

    private static float[] columnwise(INDArray matrix) {
        float[] values = new float[(int) matrix.length()];
        Series.columnwise(matrix, values);
        return values;
    }

    /** The output layer's sums, before its activation. */
    @SuppressWarnings("try") // Needed while it is open, not itself.
    private INDArray forward(INDArray input, boolean training) {
        float[] vectors = recurrent(input, training);
        sums.clear();
        try (var workspace = Nd4j.getWorkspaceManager().getAndActivateWorkspace(scratch, WORKSPACE)) {
            for (int head = 0; ; head++) {
                INDArray sum = linears.get(head).forward(vectors, shape.batch());
                sums.add(sum);
                if (head == linears.size() - 1) {
                    return sum;
                }
                INDArray active = activation(head).getActivation(sum.dup('f'), training);
                vectors = columnwise(active);
            }
        }
    }

    private float[] recurrent(INDArray input, boolean training) {
        var series = new Series(input);
        for (int layer = 0; layer < recurrences.size(); layer++) {
            Weights of = weights.get(layer);
            shape = new Shape((int) input.size(0), of.inputs(), of.units(), (int) input.size(2));
            Recurrence recurrence = recurrences.get(layer);
            recurrence.begin(of, series, shape, null);
            double rate = plan.recurrentDropRate(layer);
            if (training && rate > 0) {
                recurrence.drop(FusedLayer.drawn(shape, rate));
            }
            boolean isLast = layer == recurrences.size() - 1;
            if (isLast && plan.pooling() == Pooling.LAST) {
                recurrence.forward(training, null);
                pool(recurrence.hidden());
            } else {
                Floats output = outputs.get(layer);
                output.reserve((long) shape.block() * shape.steps());
                recurrence.forward(training, output);
                series = new Series(output, shape.block(), shape.steps());
            }
        }
        if (plan.pooling() != Pooling.LAST) {
            pool(null);
        }
        return pooled;
    }

    private void pool(float @Nullable [] last) {
        if (pooled.length != shape.block()) {
            pooled = new float[shape.block()];
            pooledFrom = new int[shape.block()];
        }
        if (last == null) {
            plan.pooling().forward(outputs.get(outputs.size() - 1), shape.steps(), pooled, pooledFrom);
        } else {
            System.arraycopy(last, 0, pooled, 0, last.length);
        }
    }

    private IActivation activation(int head) {
        return ((BaseLayer) plan.heads().get(head).conf().getLayer()).getActivationFn();
    }

    private static INDArray array(float[] values, int rows) {
        INDArray array = Nd4j.createUninitialized(DataType.FLOAT, new long[] {rows, values.length / rows}, 'f');
        Floats.of(array).put(0, values, values.length);
        return array;
    }
}
