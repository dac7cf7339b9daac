package dev.cairn.worker.lstm.cell;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The parameters of {@link AttentionPooling} in DL4J's flat array: W column by column, b, v. Biases begin at 0. */
final class AttentionParameters implements ParamInitializer {
    static final String INPUT = "W";
    static final String BIAS = "b";
    static final String QUERY = "v";
    static final AttentionParameters INSTANCE = new AttentionParameters();

    private AttentionParameters() {}

    @Override
    public long numParams(NeuralNetConfiguration configuration) {
        return numParams(configuration.getLayer());
    }

    @Override
    public long numParams(Layer layer) {
        long width = ((AttentionPooling) layer).getNIn();
        return width * (width + 2);
    }

    @Override
    public List<String> paramKeys(Layer layer) {
        return List.of(INPUT, BIAS, QUERY);
    }

    @Override
    public List<String> weightKeys(Layer layer) {
        return List.of(INPUT, QUERY);
    }

    @Override
    public List<String> biasKeys(Layer layer) {
        return List.of(BIAS);
    }

    @Override
    public boolean isWeightParam(Layer layer, String key) {
        return weightKeys(layer).contains(key);
    }

    @Override
    public boolean isBiasParam(Layer layer, String key) {
        return BIAS.equals(key);
    }

    @Override
    public Map<String, INDArray> init(NeuralNetConfiguration configuration, INDArray flat, boolean initialises) {
        AttentionPooling layer = (AttentionPooling) configuration.getLayer();
        Map<String, INDArray> parts = parts(layer.getNIn(), flat);
        parts.keySet().forEach(configuration::addVariable);
        if (initialises) {
            parts.get(BIAS).assign(0);
            draw(layer, parts.get(INPUT));
            draw(layer, parts.get(QUERY));
        }
        return parts;
    }

    private static void draw(AttentionPooling layer, INDArray part) {
        layer.getWeightInitFn()
                .init(
                        part.size(0),
                        part.size(1),
                        part.shape(),
                        IWeightInit.DEFAULT_WEIGHT_INIT_ORDER,
                        part.reshape('f', new long[] {part.length()}));
    }

    @Override
    public Map<String, INDArray> getGradientsFromFlattened(NeuralNetConfiguration configuration, INDArray flat) {
        return parts(((AttentionPooling) configuration.getLayer()).getNIn(), flat);
    }

    private static Map<String, INDArray> parts(long width, INDArray flat) {
        INDArray all = flat.reshape(flat.length());
        long bias = width * width;
        long query = bias + width;
        var parts = new LinkedHashMap<String, INDArray>();
        parts.put(INPUT, all.get(NDArrayIndex.interval(0, bias)).reshape('f', width, width));
        parts.put(BIAS, all.get(NDArrayIndex.interval(bias, query)));
        parts.put(QUERY, all.get(NDArrayIndex.interval(query, query + width)).reshape('f', width, 1));
        return parts;
    }
}
