package dev.cairn.worker.lstm.cell;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.LayerValidation;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A recurrent layer of one of our cells, for DL4J's configurations. A model that contains it needs this class to load, whatever
 * {@link Cells} says: there is no other code for it. Single precision, gates by the logistic function, activation tanh.
 */
public final class CellLayer extends BaseRecurrentLayer {
    private static final long serialVersionUID = 1;

    private CellKind cell = CellKind.LSTM;
    private double forgetGateBias;
    private double recurrentDropRate;

    /** For Jackson. */
    @SuppressWarnings("unused")
    private CellLayer() {}

    private CellLayer(Builder builder) {
        super(builder);
        cell = builder.cell;
        forgetGateBias = builder.forgetGateBias;
        recurrentDropRate = builder.recurrentDropRate;
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
        LayerValidation.assertNInNOutSet(cell.name(), getLayerName(), index, getNIn(), getNOut());
        if (type != DataType.FLOAT || !Obstacles.areArraysInMemory()) {
            throw new IllegalArgumentException(cell + " computes in FLOAT on the CPU only");
        }
        var layer = new FusedLayer(configuration, type, cell.cell(), recurrentDropRate, cell.heedsMasks());
        layer.setListeners(listeners);
        layer.setIndex(index);
        layer.setParamsViewArray(parameters);
        Map<String, INDArray> table = initializer().init(configuration, parameters, initialises);
        layer.setParamTable(table);
        return layer;
    }

    @Override
    public ParamInitializer initializer() {
        return CellParameters.INSTANCE;
    }

    /** None, as DL4J's own simple layer. */
    @Override
    @SuppressWarnings("NullAway") // DL4J's own do so.
    public LayerMemoryReport getMemoryReport(InputType inputType) {
        return null;
    }

    public CellKind getCell() {
        return cell;
    }

    public void setCell(CellKind cell) {
        this.cell = cell;
    }

    public double getForgetGateBias() {
        return forgetGateBias;
    }

    public void setForgetGateBias(double forgetGateBias) {
        this.forgetGateBias = forgetGateBias;
    }

    /** Share of a unit's outputs that the gates do not see while training, the same ones at all steps of a sequence. */
    public double getRecurrentDropRate() {
        return recurrentDropRate;
    }

    public void setRecurrentDropRate(double recurrentDropRate) {
        this.recurrentDropRate = recurrentDropRate;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CellLayer that
                && super.equals(other)
                && cell == that.cell
                && forgetGateBias == that.forgetGateBias
                && recurrentDropRate == that.recurrentDropRate;
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), cell, forgetGateBias, recurrentDropRate);
    }

    /** DL4J's settings of a recurrent layer, and the cell's. */
    @SuppressWarnings("unchecked") // DL4J's build may return any layer.
    public static final class Builder extends BaseRecurrentLayer.Builder<Builder> {
        private final CellKind cell;
        private double forgetGateBias = 1;
        private double recurrentDropRate;

        public Builder(CellKind cell) {
            this.cell = cell;
        }

        /** Of cells that have a forget gate; others ignore it. */
        public Builder forgetGateBias(double bias) {
            forgetGateBias = bias;
            return this;
        }

        /**
         * The share to drop, not DL4J's probability to keep.
         *
         * @param rate in [0, 1)
         */
        public Builder recurrentDropRate(double rate) {
            if (!(rate >= 0 && rate < 1)) {
                throw new IllegalArgumentException("recurrentDropRate must be in [0, 1) but was " + rate);
            }
            recurrentDropRate = rate;
            return this;
        }

        @Override
        public CellLayer build() {
            return new CellLayer(this);
        }
    }
}
