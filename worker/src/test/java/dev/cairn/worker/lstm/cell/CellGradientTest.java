package dev.cairn.worker.lstm.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.layers.recurrent.BaseRecurrentLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** One layer of each cell against {@link ReferenceCell}, gradients against its finite differences in double precision. */
class CellGradientTest {
    /** Single precision, sums over at most 100 terms of the order of 1. */
    private static final double TOLERANCE = 4e-5;

    /** The differences' own error is of the order of 1e-9. */
    private static final double NUDGE = 1e-5;

    private static final int BATCH = 3;
    private static final int INPUTS = 2;
    private static final int UNITS = 3;
    private static final int STEPS = 5;

    private final Random random = new Random(5);
    private final double[][][] x = numbers(STEPS, BATCH, INPUTS);
    private final double[][][] errors = numbers(STEPS, BATCH, UNITS);
    private final LayerWorkspaceMgr workspaces = LayerWorkspaceMgr.noWorkspaces();

    static Stream<Arguments> cases() {
        Map<String, String[]> masks = Map.of(
                "nothing masked", new String[] {"11111", "11111", "11111"},
                "trailing", new String[] {"11111", "11100", "10000"},
                "leading", new String[] {"11111", "00111", "00001"},
                "both and within", new String[] {"01110", "10101", "00000"});
        return Arrays.stream(ReferenceCell.values())
                .flatMap(cell -> masks.entrySet().stream()
                        .map(mask -> Arguments.of(
                                cell,
                                mask.getKey(),
                                mask.getValue(),
                                mask.getKey().length() % 2)));
    }

    @ParameterizedTest(name = "{0}, {1}, truncated by {3}")
    @MethodSource("cases")
    void outputsAndGradientsAreTheReferences(ReferenceCell cell, String name, String[] rows, int from) {
        double[][] mask = new double[STEPS][BATCH];
        INDArray given = Nd4j.zeros(BATCH, STEPS);
        for (int b = 0; b < BATCH; b++) {
            for (int t = 0; t < STEPS; t++) {
                mask[t][b] = rows[b].charAt(t) - '0';
                given.putScalar(b, t, mask[t][b]);
            }
        }
        BaseRecurrentLayer<?> layer = layer(cell);
        layer.setMaskArray(name.equals("nothing masked") ? null : given);
        double[] parameters = parameters(cell, layer);
        double[][] undropped = {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}};

        INDArray output = layer.activate(series(x), true, workspaces);
        check(output, cell.outputs(parameters, parameters, 0, INPUTS, UNITS, x, mask, undropped));
        var back = layer.tbpttBackpropGradient(series(errors), from == 0 ? 0 : STEPS - from, workspaces);
        checkGradients(cell, parameters, mask, undropped, from, layer.getGradientsViewArray(), back.getSecond());
    }

    @ParameterizedTest
    @EnumSource(CellKind.class)
    void recurrentDropOutIsTheSameAtAllSteps(CellKind kind) {
        ReferenceCell cell = ReferenceCell.valueOf(kind.name());
        BaseRecurrentLayer<?> layer = layer(cell);
        double[] parameters = parameters(cell, layer);
        double[][] drop = {{0, 2, 2}, {2, 0, 2}, {2, 2, 2}};
        double[][] mask = new double[STEPS][BATCH];
        Arrays.stream(mask).forEach(row -> Arrays.fill(row, 1));
        var shape = new Shape(BATCH, INPUTS, UNITS, STEPS);
        var recurrence = new Recurrence(kind.cell());
        recurrence.begin(weights(layer.paramTable()), new Series(series(x)), shape, null);
        recurrence.drop(new float[] {0, 2, 2, 2, 0, 2, 2, 2, 2});
        INDArray output = Nd4j.createUninitialized(new long[] {BATCH, UNITS, STEPS}, 'f');
        recurrence.forward(true, Floats.of(output));
        check(output, cell.outputs(parameters, parameters, 0, INPUTS, UNITS, x, mask, drop));

        INDArray inputErrors = Nd4j.createUninitialized(new long[] {BATCH, INPUTS, STEPS}, 'f');
        INDArray gradient = Nd4j.create(parameters.length);
        var views = layer.conf().getLayer().initializer().getGradientsFromFlattened(layer.conf(), gradient);
        recurrence.backward(new Series(series(errors)), 0, weights(views), Floats.of(inputErrors));
        checkGradients(cell, parameters, mask, drop, 0, gradient, inputErrors);
    }

    /** What the way back needs is on the heap, or outside where that is too much. */
    @ParameterizedTest
    @EnumSource(CellKind.class)
    void whereTheWayBackFindsItsNumbersChangesNothing(CellKind kind) {
        BaseRecurrentLayer<?> layer = layer(ReferenceCell.valueOf(kind.name()));
        int count = parameters(ReferenceCell.valueOf(kind.name()), layer).length;
        INDArray inside = Nd4j.create(count);
        INDArray outside = Nd4j.create(count);
        gradient(kind, layer, Long.MAX_VALUE, inside);
        gradient(kind, layer, 0, outside);
        assertThat(inside).isEqualTo(outside);
        assertThat(inside.norm2Number().doubleValue()).isPositive();
    }

    private void gradient(CellKind kind, BaseRecurrentLayer<?> layer, long mostInside, INDArray gradient) {
        var recurrence = new Recurrence(kind.cell(), mostInside);
        // A longer pass of larger blocks before: its memory is used again.
        for (double[][][] input : List.of(numbers(STEPS + 1, BATCH + 1, INPUTS), x)) {
            var shape = new Shape(input[0].length, INPUTS, UNITS, input.length);
            recurrence.begin(weights(layer.paramTable()), new Series(series(input)), shape, null);
            recurrence.forward(true, null);
        }
        var views = layer.conf().getLayer().initializer().getGradientsFromFlattened(layer.conf(), gradient);
        recurrence.backward(new Series(series(errors)), 0, weights(views), null);
    }

    private static Weights weights(Map<String, INDArray> table) {
        return new Weights(table.get("W"), table.get("RW"), table.get("b"), table.get("g"));
    }

    private void checkGradients(
            ReferenceCell cell,
            double[] parameters,
            double[][] mask,
            double[][] drop,
            int from,
            INDArray gradient,
            INDArray inputErrors) {
        for (int i = 0; i < parameters.length; i++) {
            double[] changed = parameters.clone();
            changed[i] = parameters[i] + NUDGE;
            double above = loss(cell, changed, parameters, from, mask, drop);
            changed[i] = parameters[i] - NUDGE;
            double below = loss(cell, changed, parameters, from, mask, drop);
            assertThat(gradient.getDouble(i))
                    .as("parameter %d", i)
                    .isEqualTo((above - below) / (2 * NUDGE), within(TOLERANCE));
        }
        for (int t = 0; t < STEPS; t++) {
            for (int b = 0; b < BATCH; b++) {
                for (int i = 0; i < INPUTS; i++) {
                    double value = x[t][b][i];
                    x[t][b][i] = value + NUDGE;
                    double above = loss(cell, parameters, parameters, from, mask, drop);
                    x[t][b][i] = value - NUDGE;
                    double below = loss(cell, parameters, parameters, from, mask, drop);
                    x[t][b][i] = value;
                    assertThat(inputErrors.getDouble(b, i, t))
                            .as("input %d of %d at %d", i, b, t)
                            .isEqualTo(t < from ? 0 : (above - below) / (2 * NUDGE), within(TOLERANCE));
                }
            }
        }
    }

    /** Linear in the outputs of the steps that are gone back to. */
    private double loss(
            ReferenceCell cell, double[] parameters, double[] frozen, int from, double[][] mask, double[][] drop) {
        double[][][] outputs = cell.outputs(parameters, frozen, from, INPUTS, UNITS, x, mask, drop);
        double sum = 0;
        for (int t = from; t < STEPS; t++) {
            for (int b = 0; b < BATCH; b++) {
                for (int j = 0; j < UNITS; j++) {
                    sum += outputs[t][b][j] * errors[t][b][j];
                }
            }
        }
        return sum;
    }

    private static void check(INDArray actual, double[][][] expected) {
        for (int t = 0; t < STEPS; t++) {
            for (int b = 0; b < BATCH; b++) {
                for (int j = 0; j < UNITS; j++) {
                    assertThat(actual.getDouble(b, j, t))
                            .as("output %d of %d at %d", j, b, t)
                            .isEqualTo(expected[t][b][j], within(TOLERANCE));
                }
            }
        }
    }

    // With peepholes it is deprecated for want of a cuDNN version.
    @SuppressWarnings("deprecation")
    private static Layer configuration(ReferenceCell cell) {
        return switch (cell) {
            case PEEPHOLE_LSTM ->
                new org.deeplearning4j.nn.conf.layers.GravesLSTM.Builder()
                        .nOut(UNITS)
                        .activation(Activation.TANH)
                        .build();
            case SIMPLE ->
                new SimpleRnn.Builder().nOut(UNITS).activation(Activation.TANH).build();
            default ->
                new CellLayer.Builder(CellKind.valueOf(cell.name())).nOut(UNITS).build();
        };
    }

    private BaseRecurrentLayer<?> layer(ReferenceCell cell) {
        MultiLayerNetwork network = Networks.network(Cells.FAST, INPUTS, configuration(cell), Networks.everyStep(1));
        network.initGradientsView();
        assertThat(network.getLayer(0)).isInstanceOf(FusedLayer.class).isSameAs(network.getLayer("layer0"));
        // Biases and gains start at round numbers, where mistakes may hide.
        INDArray all = network.getLayer(0).params();
        for (int i = 0; i < all.length(); i++) {
            all.putScalar(i, (float) (0.5 * random.nextGaussian()));
        }
        return (BaseRecurrentLayer<?>) network.getLayer(0);
    }

    private static double[] parameters(ReferenceCell cell, BaseRecurrentLayer<?> layer) {
        double[] parameters = new double[cell.parameters(INPUTS, UNITS)];
        assertThat(layer.params().length()).isEqualTo(parameters.length);
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = layer.params().getDouble(i);
        }
        return parameters;
    }

    private static INDArray series(double[][][] steps) {
        INDArray series = Nd4j.create(steps[0].length, steps[0][0].length, steps.length);
        for (int t = 0; t < steps.length; t++) {
            for (int b = 0; b < steps[t].length; b++) {
                for (int i = 0; i < steps[t][b].length; i++) {
                    series.putScalar(new int[] {b, i, t}, steps[t][b][i]);
                }
            }
        }
        return series;
    }

    private double[][][] numbers(int first, int second, int third) {
        double[][][] numbers = new double[first][second][third];
        for (double[][] block : numbers) {
            for (double[] row : block) {
                for (int i = 0; i < row.length; i++) {
                    // As the layers get them.
                    row[i] = (float) random.nextGaussian();
                }
            }
        }
        return numbers;
    }
}
