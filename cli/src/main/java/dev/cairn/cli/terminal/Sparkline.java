package dev.cairn.cli.terminal;

import java.util.List;

/** A curve in one line of text; low is low. */
public final class Sparkline {
    private static final String BLOCKS = "▁▂▃▄▅▆▇█";
    private static final String ASCII = "_.-=*^#@";
    private static final char NO_NUMBER = 'x';

    private Sparkline() {}

    /** At most {@code width} characters, one a point; of longer curves the last point of each equal share. */
    public static String of(List<Double> curve, int width, boolean unicode) {
        String levels = unicode ? BLOCKS : ASCII;
        List<Double> points = thinned(curve, width);
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double point : points) {
            if (Double.isFinite(point)) {
                low = Math.min(low, point);
                high = Math.max(high, point);
            }
        }
        var line = new StringBuilder();
        for (double point : points) {
            line.append(Double.isFinite(point) ? levels.charAt(level(point, low, high, levels.length())) : NO_NUMBER);
        }
        return line.toString();
    }

    private static int level(double point, double low, double high, int levels) {
        if (high == low) {
            return levels / 2 - 1;
        }
        return (int) Math.min(levels - 1.0, (point - low) / (high - low) * levels);
    }

    private static List<Double> thinned(List<Double> curve, int width) {
        int size = curve.size();
        if (size <= width) {
            return curve;
        }
        return java.util.stream.IntStream.rangeClosed(1, width)
                .mapToObj(i -> curve.get((int) ((long) i * size / width) - 1))
                .toList();
    }
}
