package dev.cairn.worker.lstm.cell;

import dev.cairn.worker.lstm.cell.Blas.Matrix;
import java.util.Arrays;
import java.util.Map;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The product of a dense or output layer, forward and back: z [B, O] = x [B, I] W + b, examples next to each other. The arrays
 * are made anew only when the number of examples changes.
 */
final class Linear {
    private final int inputs;
    private final int outputs;
    private final Parameters parameters;
    private final float[] bias;
    private final Floats given = new Floats(1);
    private final Floats errors = new Floats(1);
    private final Floats inputErrors = new Floats(1);
    private float[] block = {};
    private float[] sums = {};
    private float[] errorsIn = {};
    private int batch;
    private INDArray result;
    private Floats resultMemory;

    /** A layer's parameters, or their gradients, where DL4J keeps them. */
    record Parameters(int inputs, int outputs, Floats weights, Floats biases) {
        /** By DL4J's names. */
        static Parameters of(Map<String, INDArray> views) {
            INDArray matrix = views.get(DefaultParamInitializer.WEIGHT_KEY);
            return new Parameters(
                    (int) matrix.size(0),
                    (int) matrix.size(1),
                    Floats.of(matrix),
                    Floats.of(views.get(DefaultParamInitializer.BIAS_KEY)));
        }
    }

    Linear(Parameters parameters) {
        this.parameters = parameters;
        this.inputs = parameters.inputs();
        this.outputs = parameters.outputs();
        this.bias = new float[outputs];
        this.result = array(1);
        this.resultMemory = Floats.of(result);
    }

    int outputs() {
        return outputs;
    }

    /** z, to be used until the next call. */
    INDArray forward(float[] x, int examples) {
        resize(examples);
        given.put(0, x, batch * inputs);
        parameters.biases().get(0, bias, outputs);
        for (int output = 0; output < outputs; output++) {
            Arrays.fill(block, output * batch, (output + 1) * batch, bias[output]);
        }
        resultMemory.put(0, block, block.length);
        Blas.product(
                batch,
                outputs,
                inputs,
                new Matrix(given, 0, batch),
                new Matrix(parameters.weights(), 0, inputs),
                1,
                new Matrix(resultMemory, 0, batch));
        return result;
    }

    /**
     * The way back.
     *
     * @param resultErrors of z
     * @param gradients receives them
     * @return those of x, to be used until the next call
     */
    float[] backward(INDArray resultErrors, Parameters gradients) {
        Series.columnwise(resultErrors, block);
        return backward(gradients);
    }

    /** z again, on the heap and to be written over. */
    float[] sums() {
        resultMemory.get(0, sums, sums.length);
        return sums;
    }

    /** Where errors of z may be written before {@link #backward(Parameters)}. */
    float[] errors() {
        return block;
    }

    /** The way back of {@link #errors}. */
    float[] backward(Parameters gradients) {
        errors.put(0, block, block.length);
        Blas.transposedProduct(
                inputs,
                outputs,
                batch,
                new Matrix(given, 0, batch),
                new Matrix(errors, 0, batch),
                0,
                new Matrix(gradients.weights(), 0, inputs));
        for (int output = 0; output < outputs; output++) {
            float sum = 0;
            for (int i = output * batch; i < (output + 1) * batch; i++) {
                sum += block[i];
            }
            bias[output] = sum;
        }
        gradients.biases().put(0, bias, outputs);
        Blas.productWithTransposed(
                batch,
                inputs,
                outputs,
                new Matrix(errors, 0, batch),
                new Matrix(parameters.weights(), 0, inputs),
                0,
                new Matrix(inputErrors, 0, batch));
        inputErrors.get(0, errorsIn, errorsIn.length);
        return errorsIn;
    }

    private void resize(int examples) {
        if (batch == examples) {
            return;
        }
        batch = examples;
        block = new float[batch * outputs];
        sums = new float[batch * outputs];
        errorsIn = new float[batch * inputs];
        given.reserve((long) batch * inputs);
        errors.reserve((long) batch * outputs);
        inputErrors.reserve((long) batch * inputs);
        result.close();
        result = array(batch);
        resultMemory = Floats.of(result);
    }

    @SuppressWarnings("try") // Needed while it is open, not itself.
    private INDArray array(int examples) {
        try (var outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
            return Nd4j.createUninitialized(DataType.FLOAT, new long[] {examples, outputs}, 'f');
        }
    }
}
