package dev.cairn.search.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LbfgsTest {
    private static final Lbfgs.Function ROSENBROCK = (x, g) -> {
        double a = x[1] - x[0] * x[0];
        g[0] = -400 * a * x[0] - 2 * (1 - x[0]);
        g[1] = 200 * a;
        return 100 * a * a + (1 - x[0]) * (1 - x[0]);
    };

    @Test
    void aCurvedValleyIsFollowedToItsEnd() {
        Lbfgs.Minimum minimum = minimise(ROSENBROCK, new double[] {-1.2, 1}, -5, 5);
        assertThat(minimum.place()).containsExactly(new double[] {1, 1}, within(1e-4));
    }

    @Test
    void aBoundThatIsInTheWayHoldsWhileTheRestIsSearched() {
        Lbfgs.Minimum minimum = minimise(ROSENBROCK, new double[] {-1.2, 1}, -5, 0.5);
        assertThat(minimum.place()).containsExactly(new double[] {0.5, 0.25}, within(1e-4));
    }

    @Test
    void aRegionWithoutAValueIsSteppedAround() {
        Lbfgs.Function walled = (x, g) -> {
            g[0] = 2 * (x[0] - 1);
            return x[0] > 2 ? Double.POSITIVE_INFINITY : x[0] < -3 ? Double.NaN : (x[0] - 1) * (x[0] - 1);
        };
        assertThat(minimise(walled, new double[] {-2.9}, -100, 100).place()[0]).isCloseTo(1, within(1e-4));
    }

    @Test
    void aStartWithoutAValueIsReturnedAsItIs() {
        Lbfgs.Minimum minimum = minimise((x, g) -> Double.NaN, new double[] {7}, -5, 5);
        assertThat(minimum.value()).isNaN();
        assertThat(minimum.place()).containsExactly(5);
    }

    private static Lbfgs.Minimum minimise(Lbfgs.Function function, double[] start, double low, double high) {
        var lower = new double[start.length];
        var upper = new double[start.length];
        java.util.Arrays.fill(lower, low);
        java.util.Arrays.fill(upper, high);
        return Lbfgs.minimise(function, start, lower, upper, 200, 1e-14, 2);
    }
}
