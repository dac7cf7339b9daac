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

/**
 * The parameters of {@link CellLayer} in DL4J's flat array: W and R column by column, b, g. Weights are drawn as DL4J's own LSTM
 * draws them, biases are 0 but that of the forget gate, gains 1.
 */
final class CellParameters implements ParamInitializer {
    static final String INPUT = "W";
    static final String RECURRENT = "RW";
    static final String BIAS = "b";
    static final String GAIN = "g";
    static final CellParameters INSTANCE = new CellParameters();

    private CellParameters() {}

    @Override
    public long numParams(NeuralNetConfiguration configuration) {
        return numParams(configuration.getLayer());
    }

    @Override
    public long numParams(Layer layer) {
        CellLayer of = (CellLayer) layer;
        CellKind cell = of.getCell();
        return of.getNOut() * (cell.columns() * (of.getNIn() + of.getNOut()) + cell.biases() + cell.gains());
    }

    @Override
    public List<String> paramKeys(Layer layer) {
        return hasGains(layer) ? List.of(INPUT, RECURRENT, BIAS, GAIN) : List.of(INPUT, RECURRENT, BIAS);
    }

    private static boolean hasGains(Layer layer) {
        return ((CellLayer) layer).getCell().gains() > 0;
    }

    @Override
    public List<String> weightKeys(Layer layer) {
        return List.of(INPUT, RECURRENT);
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
        CellLayer layer = (CellLayer) configuration.getLayer();
        Map<String, INDArray> parts = parts(layer, flat);
        parts.keySet().forEach(configuration::addVariable);
        if (initialises) {
            IWeightInit input = layer.getWeightInitFn();
            IWeightInit recurrent = layer.getWeightInitFnRecurrent() == null ? input : layer.getWeightInitFnRecurrent();
            draw(input, layer, parts, INPUT);
            draw(recurrent, layer, parts, RECURRENT);
            parts.get(BIAS).assign(0);
            if (layer.getCell().hasForgetGate()) {
                long units = layer.getNOut();
                parts.get(BIAS).get(NDArrayIndex.interval(units, 2 * units)).assign(layer.getForgetGateBias());
            }
            if (hasGains(layer)) {
                parts.get(GAIN).assign(1);
            }
        }
        return parts;
    }

    private static void draw(IWeightInit weights, CellLayer layer, Map<String, INDArray> parts, String key) {
        INDArray part = parts.get(key);
        weights.init(
                layer.getNOut(),
                layer.getNIn() + layer.getNOut(),
                part.shape(),
                IWeightInit.DEFAULT_WEIGHT_INIT_ORDER,
                part.reshape('f', new long[] {part.length()}));
    }

    @Override
    public Map<String, INDArray> getGradientsFromFlattened(NeuralNetConfiguration configuration, INDArray flat) {
        return parts((CellLayer) configuration.getLayer(), flat);
    }

    private static Map<String, INDArray> parts(CellLayer layer, INDArray flat) {
        INDArray all = flat.reshape(flat.length());
        CellKind cell = layer.getCell();
        long units = layer.getNOut();
        long columns = cell.columns() * units;
        long recurrent = layer.getNIn() * columns;
        long bias = recurrent + units * columns;
        long gain = bias + cell.biases() * units;
        var parts = new LinkedHashMap<String, INDArray>();
        parts.put(INPUT, all.get(NDArrayIndex.interval(0, recurrent)).reshape('f', layer.getNIn(), columns));
        parts.put(RECURRENT, all.get(NDArrayIndex.interval(recurrent, bias)).reshape('f', units, columns));
        parts.put(BIAS, all.get(NDArrayIndex.interval(bias, gain)));
        if (cell.gains() > 0) {
            parts.put(GAIN, all.get(NDArrayIndex.interval(gain, gain + cell.gains() * units)));
        }
        return parts;
    }
}
