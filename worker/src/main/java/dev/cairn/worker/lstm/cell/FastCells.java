package dev.cairn.worker.lstm.cell;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.layers.recurrent.BaseRecurrentLayer;
import org.deeplearning4j.nn.layers.recurrent.BidirectionalLayer;
import org.deeplearning4j.nn.layers.recurrent.LSTM;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
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
        List<LayerCell> found = install(network.getLayers(), cells);
        @SuppressWarnings("unchecked")
        var byName = (Map<String, Layer>) read(network, MultiLayerNetwork.class, "layerMap");
        byName.replaceAll((name, layer) -> network.getLayer(layer.getIndex()));
        return found;
    }

    public static List<LayerCell> install(ComputationGraph network, Cells cells) {
        Layer[] layers = network.getLayers();
        Layer[] before = layers.clone();
        List<LayerCell> found = install(layers, cells);
        // DL4J's layers are equal where their contents are.
        var now = new IdentityHashMap<Layer, Layer>();
        for (int i = 0; i < layers.length; i++) {
            now.put(before[i], layers[i]);
        }
        for (GraphVertex vertex : network.getVertices()) {
            if (vertex instanceof LayerVertex of) {
                of.setLayer(now.get(of.getLayer()));
            }
        }
        return found;
    }

    private static List<LayerCell> install(Layer[] layers, Cells cells) {
        var found = new ArrayList<LayerCell>();
        for (int i = 0; i < layers.length; i++) {
            String name = layers[i].conf().getLayer().getLayerName();
            layers[i] = install(name == null ? Integer.toString(layers[i].getIndex()) : name, layers[i], cells, found);
        }
        for (LayerCell cell : found) {
            // A trial's log is part of its record: nobody shall wonder why it took so long.
            if (cells == Cells.FAST && !cell.isFast()) {
                LOG.warn("Recurrent {}", cell);
            }
        }
        return List.copyOf(found);
    }

    /** Returns what takes the layer's place: itself, where not said otherwise. */
    private static Layer install(String name, Layer layer, Cells cells, List<LayerCell> found) {
        if (layer instanceof BidirectionalLayer both) {
            within(both, BidirectionalLayer.class, "fwd", name + "/forward", cells, found);
            within(both, BidirectionalLayer.class, "bwd", name + "/backward", cells, found);
        } else if (layer instanceof BaseWrapperLayer wrapper) {
            wrapper.setUnderlying(install(name, wrapper.getUnderlying(), cells, found));
        } else if (layer instanceof BaseRecurrentLayer<?> recurrent) {
            return install(name, recurrent, cells, found);
        }
        return layer;
    }

    private static void within(
            Layer outer, Class<?> type, String field, String name, Cells cells, List<LayerCell> found) {
        write(outer, type, field, install(name, (Layer) read(outer, type, field), cells, found));
    }

    private static Layer install(String name, BaseRecurrentLayer<?> layer, Cells cells, List<LayerCell> found) {
        var configuration = layer.conf().getLayer();
        String type = configuration instanceof CellLayer own
                ? own.getCell().name()
                : configuration.getClass().getSimpleName();
        List<String> obstacles =
                (cells == Cells.STOCK ? Stream.of("it was asked for") : Obstacles.to(layer)).toList();
        boolean isFast = obstacles.isEmpty() || configuration instanceof CellLayer;
        found.add(new LayerCell(name, type, isFast ? null : String.join(", ", obstacles)));
        if (layer instanceof LSTM) {
            write(layer, LSTM.class, "helper", isFast ? new FastLstm() : null);
            return layer;
        }
        return StandIns.of(layer, isFast);
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
