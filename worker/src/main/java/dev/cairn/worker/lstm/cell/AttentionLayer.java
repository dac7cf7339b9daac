package dev.cairn.worker.lstm.cell;

import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The layer that {@link AttentionPooling} configures. Of a training step's forward pass it keeps what the way back needs. */
final class AttentionLayer extends BaseLayer<AttentionPooling> {
    private static final long serialVersionUID = 1;

    private final transient Attention attention = new Attention();

    AttentionLayer(NeuralNetConfiguration configuration, DataType type) {
        super(configuration, type);
    }

    @Override
    public boolean isPretrainLayer() {
        return false;
    }

    @Override
    public Type type() {
        return Type.SUBSAMPLING;
    }

    @Override
    public void setInput(INDArray given, LayerWorkspaceMgr workspaces) {
        attention.forget();
        super.setInput(given, workspaces);
    }

    /** Behind it there are no steps, and nothing to mask. */
    @Override
    @SuppressWarnings("NullAway") // DL4J's own pooling does so.
    public @Nullable Pair<INDArray, MaskState> feedForwardMaskArray(INDArray mask, MaskState state, int batch) {
        this.maskArray = mask;
        return null;
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        assertInputSet(false);
        applyDropOutIfNecessary(training, workspaces);
        float[] result = forward(training, workspaces);
        INDArray output = workspaces.createUninitialized(
                ArrayType.ACTIVATIONS, DataType.FLOAT, new long[] {input.size(0), input.size(1)}, 'f');
        Floats.of(output).put(0, result, result.length);
        return output;
    }

    private float[] forward(boolean training, LayerWorkspaceMgr workspaces) {
        int width = (int) layerConf().getNIn();
        if (input.rank() != 3 || input.size(1) != width) {
            throw new IllegalArgumentException(
                    "attention pooling needs [examples, " + width + ", steps], not " + input.shapeInfoToString());
        }
        var shape = new Shape((int) input.size(0), width, width, (int) input.size(2));
        return attention.forward(
                read(AttentionParameters.INPUT, training, workspaces),
                read(AttentionParameters.BIAS, training, workspaces),
                read(AttentionParameters.QUERY, training, workspaces),
                new Series(input.castTo(DataType.FLOAT)),
                shape,
                maskArray == null
                        ? null
                        : maskArray.castTo(DataType.FLOAT).dup('f').data().asFloat());
    }

    private float[] read(String key, boolean training, LayerWorkspaceMgr workspaces) {
        return columnwise(getParamWithNoise(key, training, workspaces));
    }

    private static float[] columnwise(INDArray array) {
        float[] values = new float[(int) array.length()];
        Floats.of(array.dup('f')).get(0, values, values.length);
        return values;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray errors, LayerWorkspaceMgr workspaces) {
        assertInputSet(true);
        if (!attention.keeps()) {
            forward(true, workspaces);
        }
        INDArray inputErrors =
                workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, DataType.FLOAT, input.shape(), 'f');
        Attention.Gradients found =
                attention.backward(columnwise(errors.castTo(DataType.FLOAT)), Floats.of(inputErrors));
        var gradient = new DefaultGradient(gradientsFlattened);
        write(gradient, AttentionParameters.INPUT, found.input());
        write(gradient, AttentionParameters.BIAS, found.bias());
        write(gradient, AttentionParameters.QUERY, found.query());
        weightNoiseParams.clear();
        return new Pair<>(gradient, backpropDropOutIfPresent(inputErrors));
    }

    private void write(Gradient gradient, String key, float[] values) {
        INDArray view = gradientViews.get(key);
        Floats.of(view).put(0, values, values.length);
        gradient.gradientForVariable().put(key, view);
    }
}
