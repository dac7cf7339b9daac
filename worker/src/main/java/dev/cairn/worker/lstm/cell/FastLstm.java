package dev.cairn.worker.lstm.cell;

import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.recurrent.FwdPassReturn;
import org.deeplearning4j.nn.layers.recurrent.LSTMHelper;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Does an LSTM layer's work at DL4J's plug-in point for cuDNN. DL4J runs the forward pass of a training step, and runs it
 * again before the way back; the second time the kept first pass answers, if weights, input and mask are still the same
 * numbers. So truncated back-propagation starts where the forward pass really started, not, as in DL4J's own code, from the
 * state of {@code rnnTimeStep}; and the mask, which DL4J does not hand over on the way back, holds there, too.
 */
final class FastLstm implements LSTMHelper {
    private final Recurrence recurrence = new Recurrence(new LstmCell());
    private @Nullable String failure;

    /** Why DL4J, after an exception of this code, computes the layer itself; null if there was none. */
    @Nullable
    String failure() {
        return failure;
    }

    private RuntimeException failed(RuntimeException e) {
        failure = "the fast code failed: " + e;
        return e;
    }

    @Override
    public boolean checkSupported() {
        return true;
    }

    @Override
    public boolean checkSupported(IActivation gates, IActivation activation, boolean peepholes) {
        return gates instanceof ActivationSigmoid && activation instanceof ActivationTanH && !peepholes;
    }

    @Override
    public Map<String, Long> helperMemoryUse() {
        return Map.of("recurrence", recurrence.bytes());
    }

    @Override
    public FwdPassReturn activate(
            Layer layer,
            NeuralNetConfiguration configuration,
            IActivation gates,
            INDArray input,
            INDArray recurrentWeights,
            INDArray inputWeights,
            INDArray biases,
            boolean training,
            INDArray hidden,
            INDArray carry,
            boolean forBackprop,
            boolean forwards,
            String inputWeightKey,
            @Nullable INDArray mask,
            boolean peepholes,
            LayerWorkspaceMgr workspaces) {
        try {
            return activated(
                    new Weights(inputWeights, recurrentWeights, biases),
                    input,
                    training,
                    hidden,
                    carry,
                    forBackprop,
                    mask,
                    workspaces);
        } catch (RuntimeException e) {
            throw failed(e);
        }
    }

    private FwdPassReturn activated(
            Weights weights,
            INDArray input,
            boolean training,
            INDArray hidden,
            INDArray carry,
            boolean forBackprop,
            @Nullable INDArray mask,
            LayerWorkspaceMgr workspaces) {
        var series = new Series(input);
        var shape = new Shape((int) input.size(0), (int) input.size(1), weights.units(), (int) input.size(2));
        float[] factors = mask == null
                ? null
                : mask.castTo(DataType.FLOAT).dup('f').data().asFloat();
        var pass = new FwdPassReturn();
        if (!forBackprop || !recurrence.keeps(weights, series, shape, factors)) {
            recurrence.begin(weights, series, shape, factors);
            read(hidden, recurrence.hidden());
            read(carry, recurrence.carry());
            pass.fwdPassOutput = workspaces.createUninitialized(
                    ArrayType.ACTIVATIONS,
                    DataType.FLOAT,
                    new long[] {shape.batch(), shape.units(), shape.steps()},
                    'f');
            recurrence.forward(training || forBackprop, Floats.of(pass.fwdPassOutput));
        }
        pass.lastAct = block(shape, recurrence.hidden());
        pass.lastMemCell = block(shape, recurrence.carry());
        return pass;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(
            NeuralNetConfiguration configuration,
            IActivation gates,
            INDArray input,
            INDArray recurrentWeights,
            INDArray inputWeights,
            INDArray errors,
            boolean truncated,
            int truncatedLength,
            FwdPassReturn pass,
            boolean forwards,
            String inputWeightKey,
            String recurrentWeightKey,
            String biasWeightKey,
            Map<String, INDArray> gradientViews,
            @Nullable INDArray mask,
            boolean peepholes,
            LayerWorkspaceMgr workspaces) {
        var gradients = new Weights(
                gradientViews.get(inputWeightKey),
                gradientViews.get(recurrentWeightKey),
                gradientViews.get(biasWeightKey));
        int steps = (int) input.size(2);
        int from = truncated ? Math.max(0, steps - truncatedLength) : 0;
        INDArray inputErrors =
                workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, DataType.FLOAT, input.shape(), 'f');
        try {
            recurrence.backward(new Series(errors), from, gradients, Floats.of(inputErrors));
        } catch (RuntimeException e) {
            throw failed(e);
        }
        Gradient gradient = new DefaultGradient();
        gradient.gradientForVariable().put(inputWeightKey, gradients.input());
        gradient.gradientForVariable().put(recurrentWeightKey, gradients.recurrent());
        gradient.gradientForVariable().put(biasWeightKey, gradients.bias());
        return new Pair<>(gradient, inputErrors);
    }

    private static void read(INDArray block, float[] target) {
        INDArray columnwise = block.dup('f');
        Floats.of(columnwise).get(0, target, target.length);
    }

    private static INDArray block(Shape shape, float[] values) {
        INDArray block = Nd4j.createUninitialized(DataType.FLOAT, new long[] {shape.batch(), shape.units()}, 'f');
        Floats.of(block).put(0, values, values.length);
        return block;
    }
}
