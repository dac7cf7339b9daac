package dev.cairn.worker.lstm.cell;

import java.util.Arrays;

/** What makes one vector of a sequence's steps. None has a mask. */
enum Pooling {
    LAST {
        @Override
        void forward(Floats outputs, int steps, float[] pooled, int[] from) {
            outputs.get((steps - 1) * pooled.length, pooled, pooled.length);
        }

        @Override
        StepErrors backward(float[] errors, int steps, int[] from) {
            return (step, target) -> {
                if (step < steps - 1) {
                    return false;
                }
                System.arraycopy(errors, 0, target, 0, errors.length);
                return true;
            };
        }
    },
    AVERAGE {
        @Override
        void forward(Floats outputs, int steps, float[] pooled, int[] from) {
            float[] one = new float[pooled.length];
            outputs.get(0, pooled, pooled.length);
            for (int step = 1; step < steps; step++) {
                outputs.get(step * one.length, one, one.length);
                for (int i = 0; i < one.length; i++) {
                    pooled[i] += one[i];
                }
            }
            for (int i = 0; i < one.length; i++) {
                pooled[i] /= steps;
            }
        }

        @Override
        StepErrors backward(float[] errors, int steps, int[] from) {
            return (step, target) -> {
                for (int i = 0; i < errors.length; i++) {
                    target[i] = errors[i] / steps;
                }
                return true;
            };
        }
    },
    /** Of equal ones the first. */
    MAXIMUM {
        @Override
        void forward(Floats outputs, int steps, float[] pooled, int[] from) {
            float[] one = new float[pooled.length];
            outputs.get(0, pooled, pooled.length);
            Arrays.fill(from, 0);
            for (int step = 1; step < steps; step++) {
                outputs.get(step * one.length, one, one.length);
                for (int i = 0; i < one.length; i++) {
                    if (one[i] > pooled[i]) {
                        pooled[i] = one[i];
                        from[i] = step;
                    }
                }
            }
        }

        @Override
        StepErrors backward(float[] errors, int steps, int[] from) {
            return (step, target) -> {
                for (int i = 0; i < errors.length; i++) {
                    target[i] = from[i] == step ? errors[i] : 0;
                }
                return true;
            };
        }
    };

    /**
     * Pools.
     *
     * @param outputs [B, H, steps], the first index running fastest
     * @param pooled receives [B, H]
     * @param from receives the step that each number is of, where it is of one
     */
    abstract void forward(Floats outputs, int steps, float[] pooled, int[] from);

    /** The steps' errors from those of the pooled. */
    abstract StepErrors backward(float[] errors, int steps, int[] from);
}
