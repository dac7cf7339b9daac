package dev.cairn.search.space;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The functions of constraints. StrictMath, so that every machine agrees. */
enum Function {
    MIN(2) {
        @Override
        double of(double a, double b) {
            return Math.min(a, b);
        }
    },
    MAX(2) {
        @Override
        double of(double a, double b) {
            return Math.max(a, b);
        }
    },
    POW(2) {
        @Override
        double of(double a, double b) {
            return StrictMath.pow(a, b);
        }
    },
    ABS(1) {
        @Override
        double of(double a, double b) {
            return Math.abs(a);
        }
    },
    LOG(1) {
        @Override
        double of(double a, double b) {
            return StrictMath.log(a);
        }
    },
    /** Exact for powers of two, which the quotient of two logarithms is not. */
    LOG2(1) {
        @Override
        double of(double a, double b) {
            if (!(a >= Double.MIN_NORMAL && a < Double.POSITIVE_INFINITY)) {
                return StrictMath.log(a) / LN_2;
            }
            int exponent = Math.getExponent(a);
            return exponent + StrictMath.log(Math.scalb(a, -exponent)) / LN_2;
        }
    },
    LOG10(1) {
        @Override
        double of(double a, double b) {
            return StrictMath.log10(a);
        }
    },
    EXP(1) {
        @Override
        double of(double a, double b) {
            return StrictMath.exp(a);
        }
    },
    SQRT(1) {
        @Override
        double of(double a, double b) {
            return Math.sqrt(a);
        }
    };

    private static final double LN_2 = StrictMath.log(2);

    private final int least;

    Function(int least) {
        this.least = least;
    }

    /** Of one argument, the second is ignored; MIN and MAX of more are taken pair by pair. */
    abstract double of(double a, double b);

    boolean takes(int arguments) {
        return this == MIN || this == MAX ? arguments >= least : arguments == least;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String arguments() {
        return this == MIN || this == MAX ? "at least two arguments" : least == 1 ? "one argument" : "two arguments";
    }

    static Optional<Function> of(String word) {
        return Stream.of(values()).filter(f -> f.word().equals(word)).findFirst();
    }
}
