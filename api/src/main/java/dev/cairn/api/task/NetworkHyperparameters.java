package dev.cairn.api.task;

import static dev.cairn.api.task.Hyperparameter.choice;
import static dev.cairn.api.task.Hyperparameter.integer;
import static dev.cairn.api.task.Hyperparameter.real;

import dev.cairn.api.task.Hyperparameter.Group;
import dev.cairn.search.space.Scale;
import java.util.List;

/** What the network is built of. */
final class NetworkHyperparameters {
    private static final String CELL = "cell";
    private static final String LSTM = "LSTM";
    private static final String LAYER_NORM = "LAYER_NORM_LSTM";
    private static final String PEEPHOLES = "PEEPHOLE_LSTM";
    private static final String LAYERS = "layers";
    private static final String WIDTHS = "layerWidths";
    private static final String UNITS = "units";
    private static final int MOST_UNITS = 1024;

    static final List<Hyperparameter> ALL = List.of(
                    choice(CELL, LSTM, "GRU", LAYER_NORM, PEEPHOLES, "SIMPLE")
                            .advising("LSTM remembers long, GRU costs less, SIMPLE forgets within some ten steps."),
                    choice("pooling", "LAST", "AVERAGE", "MAXIMUM", "ATTENTION")
                            .advising("What is kept of the steps; LAST for forecasts, others for classes."),
                    choice("direction", "FORWARD", "BOTH")
                            .onlyWith("pooling", "AVERAGE", "MAXIMUM", "ATTENTION")
                            .advising("BOTH reads each sequence backward, too: twice the cost, often better for"
                                    + " classes."),
                    integer(LAYERS, 1, 4, 1)
                            .of("recurrent layers")
                            .sensibly(1, 3, Scale.LINEAR)
                            .advising("Stacked on each other; one or two suffice for most series."),
                    integer(UNITS, 1, MOST_UNITS, 32)
                            .of("units per layer")
                            .sensibly(8, 256, Scale.LOG)
                            .advising("Width of the first recurrent layer; cost grows with its square."),
                    choice(WIDTHS, "SAME", "FACTOR", "OWN")
                            .onlyWith(LAYERS, 2L, 3L, 4L)
                            .advising("Width of further layers: as the first, by a factor, or each its own."),
                    real("unitsFactor", 0.1, 10, 0.5)
                            .sensibly(0.25, 2, Scale.LOG)
                            .onlyWith(LAYERS, 2L, 3L, 4L)
                            .onlyWith(WIDTHS, "FACTOR")
                            .advising("Width of a layer over that of the layer before; 0.5 narrows to the output."),
                    units("units2", 2L, 3L, 4L),
                    units("units3", 3L, 4L),
                    units("units4", 4L),
                    choice("residual", "NO", "YES")
                            .onlyWith(LAYERS, 2L, 3L, 4L)
                            .onlyWith(WIDTHS, "SAME")
                            .advising(
                                    "Adds a layer's input to its output from the second layer on; helps deep stacks."),
                    integer("denseLayers", 0, 3, 0)
                            .of("layers")
                            .sensibly(0, 2, Scale.LINEAR)
                            .advising("Between the recurrent layers and the output; rarely more than one."),
                    integer("denseUnits", 1, MOST_UNITS, 32)
                            .of("units per layer")
                            .sensibly(8, 128, Scale.LOG)
                            .onlyWith("denseLayers", 1L, 2L, 3L)
                            .advising("Width of each dense layer."),
                    choice("denseActivation", "RELU", "TANH", "SIGMOID", "ELU")
                            .onlyWith("denseLayers", 1L, 2L, 3L)
                            .advising("RELU unless units die, that is give 0 for ever."),
                    choice("activation", "TANH", "SOFTSIGN", "HARDTANH", "RELU")
                            .onlyWith(CELL, LSTM, PEEPHOLES, "SIMPLE")
                            .advising("Of the recurrent cells; anything but TANH is slower, RELU may explode."),
                    choice("gateActivation", "SIGMOID", "HARDSIGMOID")
                            .onlyWith(CELL, LSTM, PEEPHOLES)
                            .advising("Of the cells' gates; anything but SIGMOID is slower."),
                    choice("weightInit", "XAVIER", "XAVIER_UNIFORM", "HE", "LECUN", "ORTHOGONAL")
                            .advising("Spread of the first weights; HE with RELU, ORTHOGONAL for long windows."),
                    real("forgetGateBias", -5, 10, 1)
                            .sensibly(0, 5, Scale.LINEAR)
                            .onlyWith(CELL, LSTM, LAYER_NORM, PEEPHOLES)
                            .advising("High values remember from the start; raise it for long windows."))
            .stream()
            .map(h -> h.in(Group.NETWORK))
            .toList();

    private NetworkHyperparameters() {}

    private static Hyperparameter units(String name, Object... layers) {
        return integer(name, 1, MOST_UNITS, 32)
                .of("units")
                .sensibly(8, 256, Scale.LOG)
                .onlyWith(LAYERS, layers)
                .onlyWith(WIDTHS, "OWN")
                .advising("Width of recurrent layer " + name.charAt(name.length() - 1) + ".");
    }
}
