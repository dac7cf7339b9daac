package dev.cairn.worker.lstm.cell;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.LayerValidation;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@link Attention} for DL4J's configurations: series of nIn values become vectors of as many, the query has as many numbers.
 * DL4J has attention of its own, which throws without an input type, and which weighs the steps for each other, not for a
 * result. A model that contains this layer needs this class to load.
 */
public final class AttentionPooling extends FeedForwardLayer {
    private static final long serialVersionUID = 1;

    /** For Jackson. */
    @SuppressWarnings("unused")
    private AttentionPooling() {}

    private AttentionPooling(Builder builder) {
        super(builder);
        initializeConstraints(builder);
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration configuration,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialises,
            DataType type) {
        LayerValidation.assertNInNOutSet("attention pooling", getLayerName(), index, getNIn(), getNOut());
        if (getNIn() != getNOut()) {
            throw new IllegalArgumentException("nOut must be nIn, " + getNIn() + ", but was " + getNOut());
        }
        if (type != DataType.FLOAT || !Obstacles.areArraysInMemory()) {
            throw new IllegalArgumentException("attention pooling computes in FLOAT on the CPU only");
        }
        var layer = new AttentionLayer(configuration, type);
        layer.setListeners(listeners);
        layer.setIndex(index);
        layer.setParamsViewArray(parameters);
        layer.setParamTable(initializer().init(configuration, parameters, initialises));
        return layer;
    }

    @Override
    public ParamInitializer initializer() {
        return AttentionParameters.INSTANCE;
    }

    @Override
    public InputType getOutputType(int index, InputType input) {
        return InputType.feedForward(getNOut());
    }

    @Override
    public void setNIn(InputType input, boolean override) {
        if (!(input instanceof InputType.InputTypeRecurrent series) || series.getFormat() == RNNFormat.NWC) {
            throw new IllegalStateException("attention pooling needs [examples, values, steps], not " + input);
        }
        if (getNIn() <= 0 || override) {
            setNIn(series.getSize());
            setNOut(series.getSize());
        }
    }

    @Override
    @SuppressWarnings("NullAway") // DL4J's own do so.
    public @Nullable InputPreProcessor getPreProcessorForInputType(InputType input) {
        return null;
    }

    @Override
    @SuppressWarnings("NullAway") // DL4J's own do so.
    public @Nullable LayerMemoryReport getMemoryReport(InputType input) {
        return null;
    }

    /** DL4J's settings of a layer. */
    @SuppressWarnings("unchecked") // DL4J's build may return any layer.
    public static final class Builder extends FeedForwardLayer.Builder<Builder> {
        @Override
        public AttentionPooling build() {
            return new AttentionPooling(this);
        }
    }
}
