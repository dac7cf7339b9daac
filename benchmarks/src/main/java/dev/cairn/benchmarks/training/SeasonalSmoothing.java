package dev.cairn.benchmarks.training;

import java.util.Arrays;
import java.util.Random;

/**
 * Forecasts a synthetic monthly series, whose seasons grow with its level and whose slope changes once, by exponential
 * smoothing in its error-correction form (Hyndman and others 2002), with errors cut off as by Gelper, Fried and Croux (2010).
 *
 * @param level how much of an error the level takes over
 * @param slope how much of the level's share the trend takes over; only with a trend
 * @param damping of the trend by step; 1 for none
 * @param seasonal how much of an error the season takes over; only with seasons
 * @param period of the seasons
 * @param power of the series that is smoothed (Box and Cox 1964); 0 for its logarithm
 * @param cut how many typical errors an error may count for
 */
public record SeasonalSmoothing(
        boolean hasTrend,
        Season season,
        double level,
        double slope,
        double damping,
        double seasonal,
        int period,
        double power,
        double cut) {
    private static final int LENGTH = 260;
    private static final int JUDGED_FROM = 110;
    private static final int HORIZON = 8;
    private static final int YEAR = 12;
    private static final double WORST = 4;
    private static final double FAR = 1e6;

    private static final double[] SERIES = series();

    /** In the order in which the problems list them. */
    public enum Season {
        NONE,
        ADDITIVE,
        MULTIPLICATIVE
    }

    private static double[] series() {
        var random = new Random(61);
        var series = new double[LENGTH];
        double drift = 0;
        for (int t = 0; t < LENGTH; t++) {
            drift += 0.25 * random.nextGaussian();
            double trend = 20 + 0.15 * t - 0.22 * Math.max(0, t - 150) + drift;
            double month = 2 * Math.PI * t / YEAR;
            double season = 1 + 0.10 * StrictMath.sin(month) + 0.05 * StrictMath.cos(2 * month + 0.5);
            double outlier = random.nextInt(30) == 0 ? 5 * random.nextGaussian() : 0;
            series[t] = Math.max(2, trend * season + 0.7 * random.nextGaussian() + outlier);
        }
        return series;
    }

    /**
     * The mean error of forecasts of up to eight months, over that of last year's values; NaN if the smoothing runs away or
     * leaves the range of the power.
     */
    public double loss() {
        var state = new State();
        double missed = 0;
        double missedByLastYear = 0;
        for (int t = 0; t < LENGTH; t++) {
            if (t >= JUDGED_FROM) {
                for (int h = 0; h < HORIZON && t + h < LENGTH; h++) {
                    missed += Math.abs(restored(state.forecast(t, h)) - SERIES[t + h]);
                    missedByLastYear += Math.abs(SERIES[t + h - YEAR] - SERIES[t + h]);
                }
            }
            if (!state.learn(t)) {
                return Double.NaN;
            }
        }
        double loss = missed / missedByLastYear;
        return loss <= WORST ? loss : Double.NaN;
    }

    private double transformed(double value) {
        return power < 1e-3 ? StrictMath.log(value) : (StrictMath.pow(value, power) - 1) / power;
    }

    /** NaN where no value has this image. */
    private double restored(double image) {
        return power < 1e-3 ? StrictMath.exp(image) : StrictMath.pow(power * image + 1, 1 / power);
    }

    private final class State {
        private final double[] seasons = new double[period];
        private double base;
        private double trend;
        private double typical;

        State() {
            Arrays.fill(seasons, season == Season.MULTIPLICATIVE ? 1 : 0);
            base = Arrays.stream(SERIES, 0, YEAR)
                    .map(SeasonalSmoothing.this::transformed)
                    .average()
                    .orElseThrow();
            typical = 0.1 * Math.abs(base);
        }

        double forecast(int time, int ahead) {
            double factor = 0;
            double weight = 1;
            for (int h = 0; h <= ahead; h++) {
                weight *= damping;
                factor += weight;
            }
            double straight = base + factor * trend;
            double own = seasons[(time + ahead) % period];
            return season == Season.MULTIPLICATIVE ? straight * own : straight + own;
        }

        /** False once it has run away. */
        boolean learn(int time) {
            double miss = transformed(SERIES[time]) - forecast(time, 0);
            double error = Math.max(-cut * typical, Math.min(cut * typical, miss));
            typical = 0.9 * typical + 0.1 * Math.min(Math.abs(miss), 3 * typical);
            int own = time % period;
            double before = base + damping * trend;
            double scale = season == Season.MULTIPLICATIVE ? seasons[own] : 1;
            base = before + level * error / scale;
            trend = hasTrend ? damping * trend + level * slope * error / scale : 0;
            switch (season) {
                case NONE -> {}
                case ADDITIVE -> seasons[own] += seasonal * error;
                case MULTIPLICATIVE -> seasons[own] += seasonal * error / before;
            }
            boolean isPositive = season != Season.MULTIPLICATIVE || base > 0 && seasons[own] > 0;
            return isPositive && Math.abs(base) + Math.abs(trend) < FAR;
        }
    }
}
