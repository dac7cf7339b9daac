package dev.cairn.worker.lstm.cell;

import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.recurrent.BaseRecurrentLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A recurrent layer whose work {@link Recurrence} does. It stands in for DL4J's own where that has no plug-in point, with the same
 * configuration and the same parameters, and is what {@link CellLayer} configures.
 *
 * <p>The forward pass of a training step is kept for the way back; without one, as after a change of the input, it is run again.
 */
final class FusedLayer extends BaseRecurrentLayer<org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer> {
    private static final long serialVersionUID = 1;
    private static final String HIDDEN = "prevAct";
    private static final String CARRY = "prevMem";

    private final transient Recurrence recurrence;
    private final double recurrentDropRate;
    private final boolean heedsMasks;
    private float @Nullable [] drop;

    FusedLayer(
            NeuralNetConfiguration configuration,
            DataType type,
            Cell cell,
            double recurrentDropRate,
            boolean heedsMasks) {
        super(configuration, type);
        this.recurrence = new Recurrence(cell);
        this.recurrentDropRate = recurrentDropRate;
        this.heedsMasks = heedsMasks;
    }

    @Override
    public boolean isPretrainLayer() {
        return false;
    }

    @Override
    public Type type() {
        return Type.RECURRENT;
    }

    @Override
    public void setInput(INDArray given, LayerWorkspaceMgr workspaces) {
        recurrence.forget();
        super.setInput(given, workspaces);
    }

    @Override
    public Pair<INDArray, MaskState> feedForwardMaskArray(INDArray mask, MaskState state, int batch) {
        return heedsMasks ? super.feedForwardMaskArray(mask, state, batch) : new Pair<>(mask, MaskState.Passthrough);
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        return forward(training, Map.of(), workspaces);
    }

    @Override
    public INDArray rnnTimeStep(INDArray given, LayerWorkspaceMgr workspaces) {
        setInput(given, workspaces);
        INDArray output = forward(false, stateMap, workspaces);
        remember(stateMap);
        return output;
    }

    @Override
    public INDArray rnnActivateUsingStoredState(
            INDArray given, boolean training, boolean remembers, LayerWorkspaceMgr workspaces) {
        setInput(given, workspaces);
        INDArray output = forward(training, tBpttStateMap, workspaces);
        if (remembers) {
            remember(tBpttStateMap);
        }
        return output;
    }

    private INDArray forward(boolean training, Map<String, INDArray> state, LayerWorkspaceMgr workspaces) {
        assertInputSet(false);
        applyDropOutIfNecessary(training, workspaces);
        INDArray series = series();
        Shape shape = shape(series);
        recurrence.begin(weights(training, workspaces), new Series(series), shape, mask());
        if (training && recurrentDropRate > 0) {
            drop = drawn(shape, recurrentDropRate);
            recurrence.drop(drop);
        }
        restore(state, HIDDEN, recurrence.hidden());
        restore(state, CARRY, recurrence.carry());
        INDArray output = workspaces.createUninitialized(
                ArrayType.ACTIVATIONS, DataType.FLOAT, new long[] {shape.batch(), shape.units(), shape.steps()}, 'f');
        recurrence.forward(training, Floats.of(output));
        return permuteIfNWC(output);
    }

    /** Of the thread's random source, as DL4J's own drop-out; one number of it, for speed. */
    static float[] drawn(Shape shape, double recurrentDropRate) {
        var random = new SplittableRandom(Nd4j.getRandom().nextLong());
        float[] factors = new float[shape.block()];
        float kept = (float) (1 / (1 - recurrentDropRate));
        for (int i = 0; i < factors.length; i++) {
            factors[i] = random.nextDouble() < recurrentDropRate ? 0 : kept;
        }
        return factors;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray errors, LayerWorkspaceMgr workspaces) {
        return tbpttBackpropGradient(errors, 0, workspaces);
    }

    @Override
    public Pair<Gradient, INDArray> tbpttBackpropGradient(INDArray errors, int length, LayerWorkspaceMgr workspaces) {
        assertInputSet(true);
        INDArray series = series();
        Shape shape = shape(series);
        INDArray inputErrors =
                workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, DataType.FLOAT, series.shape(), 'f');
        if (!recurrence.keeps()) {
            again(shape, series, workspaces);
        }
        Weights gradients = Weights.of(gradientViews);
        int from = length > 0 ? Math.max(0, shape.steps() - length) : 0;
        recurrence.backward(
                new Series(permuteIfNWC(errors).castTo(DataType.FLOAT)), from, gradients, Floats.of(inputErrors));
        weightNoiseParams.clear();
        var gradient = new DefaultGradient(gradientsFlattened);
        gradientViews.forEach(gradient.gradientForVariable()::put);
        return new Pair<>(gradient, permuteIfNWC(backpropDropOutIfPresent(inputErrors)));
    }

    /** With the drop-out of the last pass, from a state of zeros. */
    private void again(Shape shape, INDArray series, LayerWorkspaceMgr workspaces) {
        recurrence.begin(weights(true, workspaces), new Series(series), shape, mask());
        if (drop != null && drop.length == shape.block()) {
            recurrence.drop(drop);
        }
        recurrence.forward(true, new Floats((long) shape.block() * shape.steps()));
    }

    private INDArray series() {
        if (input.rank() != 3) {
            throw new IllegalArgumentException("recurrent layers need [examples, values, steps], not "
                    + Arrays.toString(input.shape()) + " " + layerId());
        }
        return permuteIfNWC(input.castTo(DataType.FLOAT));
    }

    private Shape shape(INDArray series) {
        INDArray recurrent = getParam(CellParameters.RECURRENT);
        if (series.size(1) != getParam(CellParameters.INPUT).size(0)) {
            throw new IllegalArgumentException("the input has " + series.size(1) + " values a step, the layer "
                    + getParam(CellParameters.INPUT).size(0) + " " + layerId());
        }
        return new Shape((int) series.size(0), (int) series.size(1), (int) recurrent.size(0), (int) series.size(2));
    }

    private Weights weights(boolean training, LayerWorkspaceMgr workspaces) {
        return new Weights(
                getParamWithNoise(CellParameters.INPUT, training, workspaces),
                getParamWithNoise(CellParameters.RECURRENT, training, workspaces),
                getParamWithNoise(CellParameters.BIAS, training, workspaces),
                params.containsKey(CellParameters.GAIN)
                        ? getParamWithNoise(CellParameters.GAIN, training, workspaces)
                        : null);
    }

    private float @Nullable [] mask() {
        return maskArray == null
                ? null
                : maskArray.castTo(DataType.FLOAT).dup('f').data().asFloat();
    }

    private void remember(Map<String, INDArray> state) {
        state.put(HIDDEN, stored(recurrence.hidden()));
        state.put(CARRY, stored(recurrence.carry()));
    }

    /** Not in a workspace, which ends before the state does. */
    @SuppressWarnings("try") // Needed while it is open, not itself.
    private INDArray stored(float[] block) {
        int units = (int) getParam(CellParameters.RECURRENT).size(0);
        try (var outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
            INDArray stored = Nd4j.createUninitialized(DataType.FLOAT, new long[] {block.length / units, units}, 'f');
            Floats.of(stored).put(0, block, block.length);
            return stored;
        }
    }

    private void restore(Map<String, INDArray> state, String key, float[] block) {
        INDArray stored = state.get(key);
        if (stored == null) {
            return;
        }
        if (stored.length() != block.length) {
            throw new IllegalArgumentException("the stored state is of " + stored.size(0)
                    + " examples: call rnnClearPreviousState before other sequences " + layerId());
        }
        INDArray columnwise = stored.dup('f');
        Floats.of(columnwise).get(0, block, block.length);
    }
}
