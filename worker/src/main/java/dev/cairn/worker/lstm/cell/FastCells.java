package dev.cairn.worker.lstm.cell;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.layers.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.layers.recurrent.BaseRecurrentLayer;
import org.deeplearning4j.nn.layers.recurrent.BidirectionalLayer;
import org.deeplearning4j.nn.layers.recurrent.LSTM;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the recurrent layers of a network fast. To be called after every {@code init} or loading: it changes how layers
 * compute, not what they are, and nothing of it is saved.
 */
public final class FastCells {
    private static final Logger LOG = LoggerFactory.getLogger(FastCells.class);

    private FastCells() {}

    /**
     * Installs what {@link Cells#configured} asks for, and logs layers that stay slow.
     *
     * @return every recurrent layer
     */
    public static List<LayerCell> install(MultiLayerNetwork network) {
        return install(network, Cells.configured());
    }

    public static List<LayerCell> install(ComputationGraph network) {
        return install(network, Cells.configured());
    }

    public static List<LayerCell> install(MultiLayerNetwork network, Cells cells) {
        return install(network.getLayers(), cells);
    }

    public static List<LayerCell> install(ComputationGraph network, Cells cells) {
        return install(network.getLayers(), cells);
    }

    private static List<LayerCell> install(Layer[] layers, Cells cells) {
        var found = new ArrayList<LayerCell>();
        for (Layer layer : layers) {
            String name = layer.conf().getLayer().getLayerName();
            install(name == null ? Integer.toString(layer.getIndex()) : name, layer, cells, found);
        }
        for (LayerCell cell : found) {
            // A trial's log is part of its record: nobody shall wonder why it took so long.
            if (cells == Cells.FAST && !cell.isFast()) {
                LOG.warn("Recurrent {}", cell);
            }
        }
        return List.copyOf(found);
    }

    private static void install(String name, Layer layer, Cells cells, List<LayerCell> found) {
        if (layer instanceof BidirectionalLayer both) {
            install(name + "/forward", (Layer) read(both, BidirectionalLayer.class, "fwd"), cells, found);
            install(name + "/backward", (Layer) read(both, BidirectionalLayer.class, "bwd"), cells, found);
        } else if (layer instanceof BaseWrapperLayer wrapper) {
            install(name, wrapper.getUnderlying(), cells, found);
        } else if (layer instanceof FrozenLayer frozen) {
            install(name, frozen.getInsideLayer(), cells, found);
        } else if (layer instanceof FrozenLayerWithBackprop frozen) {
            install(name, frozen.getInsideLayer(), cells, found);
        } else if (layer instanceof BaseRecurrentLayer<?> recurrent) {
            found.add(install(name, recurrent, cells));
        }
    }

    private static LayerCell install(String name, BaseRecurrentLayer<?> layer, Cells cells) {
        List<String> reasons = (cells == Cells.STOCK ? Stream.of("it was asked for") : obstacles(layer)).toList();
        if (layer instanceof LSTM) {
            write(layer, LSTM.class, "helper", reasons.isEmpty() ? new FastLstm() : null);
        }
        return new LayerCell(
                name, layer.getClass().getSimpleName(), reasons.isEmpty() ? null : String.join(", ", reasons));
    }

    private static Stream<String> obstacles(BaseRecurrentLayer<?> layer) {
        if (layer.getClass() != LSTM.class) {
            return Stream.of("there is no fast code for it");
        }
        var configuration =
                (org.deeplearning4j.nn.conf.layers.LSTM) layer.conf().getLayer();
        DataType type = layer.getParam("W").dataType();
        return Stream.of(
                        type == DataType.FLOAT ? "" : "it computes in " + type,
                        configuration.getActivationFn() instanceof ActivationTanH
                                ? ""
                                : "its activation is " + configuration.getActivationFn(),
                        configuration.getGateActivationFn() instanceof ActivationSigmoid
                                ? ""
                                : "its gates' activation is " + configuration.getGateActivationFn())
                .filter(reason -> !reason.isEmpty());
    }

    private static Object read(Object object, Class<?> type, String field) {
        try {
            return field(type, field).get(object);
        } catch (IllegalAccessException e) {
            throw unknownVersion(type, field, e);
        }
    }

    private static void write(Object object, Class<?> type, String field, Object value) {
        try {
            field(type, field).set(object, value);
        } catch (IllegalAccessException e) {
            throw unknownVersion(type, field, e);
        }
    }

    private static Field field(Class<?> type, String name) {
        try {
            Field field = type.getDeclaredField(name);
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException e) {
            throw unknownVersion(type, name, e);
        }
    }

    private static IllegalStateException unknownVersion(Class<?> type, String field, Exception cause) {
        return new IllegalStateException(
                "this version of DL4J has no field " + field + " in " + type + ": set " + Cells.PROPERTY + "=stock",
                cause);
    }
}
