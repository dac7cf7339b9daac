package dev.cairn.worker.lstm.cell;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer's weights, or their gradients, as DL4J keeps them, and stacked as one product needs them: [W; b; R], a row per
 * input, one for the bias, a row per unit. All are column by column.
 *
 * @param input W [inputs, columns]
 * @param recurrent R [units, columns]; columns beyond those of W are not looked at
 * @param bias b [columns]
 */
record Weights(INDArray input, INDArray recurrent, INDArray bias) {
    Weights {
        input = columnwise(input);
        recurrent = columnwise(recurrent);
    }

    private int columns() {
        return (int) input.size(1);
    }

    private int length(INDArray part) {
        return part == bias ? 1 : (int) part.size(0);
    }

    void stackInto(Floats stacked) {
        int rows = length(input) + 1 + length(recurrent);
        float[] all = new float[rows * columns()];
        int from = 0;
        for (INDArray part : new INDArray[] {input, bias, recurrent}) {
            int length = length(part);
            float[] values = new float[length * columns()];
            Floats.of(part).get(0, values, values.length);
            for (int column = 0; column < columns(); column++) {
                System.arraycopy(values, column * length, all, column * rows + from, length);
            }
            from += length;
        }
        stacked.reserve(all.length);
        stacked.put(0, all, all.length);
    }

    /** Writes into the arrays, which must be DL4J's own views. */
    void unstack(Floats stacked) {
        int rows = length(input) + 1 + length(recurrent);
        float[] all = new float[rows * columns()];
        stacked.get(0, all, all.length);
        int from = 0;
        for (INDArray part : new INDArray[] {input, bias, recurrent}) {
            int length = length(part);
            float[] values = new float[length * columns()];
            for (int column = 0; column < columns(); column++) {
                System.arraycopy(all, column * rows + from, values, column * length, length);
            }
            Floats.of(part).put(0, values, values.length);
            from += length;
        }
    }

    /** DL4J's parameters are columnwise; what weight noise makes of them need not be. */
    private static INDArray columnwise(INDArray array) {
        boolean is = array.size(0) == 1 || array.stride(0) == 1;
        return is && (array.size(1) == 1 || array.stride(1) == array.size(0)) ? array : array.dup('f');
    }
}
