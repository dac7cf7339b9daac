package dev.cairn.worker.lstm.cell;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
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
        if (network instanceof FastGraph graph) {
            graph.layersChanged();
        }
        return found;
    }

    /** Which code computes the recurrent layers now. Layers whose fast code failed in between have gone back to DL4J's own. */
    public static List<LayerCell> of(ComputationGraph network) {
        var found = new ArrayList<LayerCell>();
        visit(network.getLayers(), (name, layer) -> {
            found.add(cell(name, layer));
            return layer;
        });
        return List.copyOf(found);
    }

    private static List<LayerCell> install(Layer[] layers, Cells cells) {
        var found = new ArrayList<LayerCell>();
        visit(layers, (name, layer) -> {
            Layer installed = install(layer, cells);
            found.add(cell(name, (BaseRecurrentLayer<?>) installed));
            return installed;
        });
        for (LayerCell cell : found) {
            // Nobody shall wonder why it takes so long.
            if (cells == Cells.FAST && !cell.isFast()) {
                LOG.warn("Recurrent {}", cell);
            }
        }
        return List.copyOf(found);
    }

    private static Layer install(BaseRecurrentLayer<?> layer, Cells cells) {
        boolean fast = cells == Cells.FAST && Obstacles.to(layer).findAny().isEmpty();
        if (layer instanceof LSTM) {
            write(layer, LSTM.class, "helper", fast ? new FastLstm() : null);
            return layer;
        }
        return StandIns.of(layer, fast);
    }

    static LayerCell cell(String name, BaseRecurrentLayer<?> layer) {
        var configuration = layer.conf().getLayer();
        String type = configuration instanceof CellLayer own
                ? own.getCell().name()
                : configuration.getClass().getSimpleName();
        boolean fast = layer instanceof FusedLayer;
        String failure = null;
        if (layer instanceof LSTM lstm && lstm.getHelper() instanceof FastLstm helper) {
            failure = helper.failure();
            fast = failure == null;
        }
        if (fast) {
            return new LayerCell(name, type, null);
        }
        String obstacles = String.join(", ", Obstacles.to(layer).toList());
        return new LayerCell(
                name, type, failure != null ? failure : obstacles.isEmpty() ? "it was asked for" : obstacles);
    }

    /** What takes a recurrent layer's place: itself, where nothing else shall. */
    private interface Visit {
        Layer at(String name, BaseRecurrentLayer<?> layer);
    }

    private static void visit(Layer[] layers, Visit visit) {
        for (int i = 0; i < layers.length; i++) {
            String name = layers[i].conf().getLayer().getLayerName();
            layers[i] = visit(name == null ? Integer.toString(layers[i].getIndex()) : name, layers[i], visit);
        }
    }

    private static Layer visit(String name, Layer layer, Visit visit) {
        if (layer instanceof BidirectionalLayer both) {
            within(both, "fwd", name + "/forward", visit);
            within(both, "bwd", name + "/backward", visit);
        } else if (layer instanceof BaseWrapperLayer wrapper) {
            wrapper.setUnderlying(visit(name, wrapper.getUnderlying(), visit));
        } else if (layer instanceof BaseRecurrentLayer<?> recurrent) {
            return visit.at(name, recurrent);
        }
        return layer;
    }

    private static void within(BidirectionalLayer both, String field, String name, Visit visit) {
        Layer direction = (Layer) read(both, BidirectionalLayer.class, field);
        write(both, BidirectionalLayer.class, field, visit(name, direction, visit));
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
