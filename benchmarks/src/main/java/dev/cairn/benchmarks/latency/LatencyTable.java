package dev.cairn.benchmarks.latency;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Results as text: a line each, and by what power of the number of outcomes time grows. */
public final class LatencyTable {
    private static final String FORM = "%-14s %7s %7s  %9s %9s %9s  %9s %9s  %9s %9s %9s  %7s %7s %5s";

    private LatencyTable() {}

    /** Times in milliseconds: processor time, then the median by the clock. */
    public static List<String> table(List<Latency> results) {
        var lines = new ArrayList<String>();
        lines.add(String.format(
                Locale.ROOT,
                FORM,
                "sampler",
                "n",
                "pending",
                "p50",
                "p95",
                "max",
                "clock p50",
                "p95",
                "fit",
                "first",
                "replayed",
                "live MB",
                "peak MB",
                "power"));
        for (int i = 0; i < results.size(); i++) {
            Latency result = results.get(i);
            boolean goesOn = i > 0 && isSameCurve(results.get(i - 1), result);
            lines.add(line(result, goesOn ? power(results.get(i - 1), result) : Double.NaN));
            boolean ends = i + 1 == results.size() || !isSameCurve(result, results.get(i + 1));
            Latency begin = results.stream()
                    .filter(other -> isSameCurve(other, result))
                    .findFirst()
                    .orElseThrow();
            if (ends && begin.n() < result.n()) {
                lines.add(String.format(
                        Locale.ROOT,
                        "%-14s from %d to %d: n to the power of %.2f",
                        result.sampler(),
                        begin.n(),
                        result.n(),
                        power(begin, result)));
            }
        }
        return lines;
    }

    public static List<String> lines(List<Latency> results) {
        return results.stream().map(result -> line(result, Double.NaN)).toList();
    }

    private static String line(Latency result, double power) {
        Latency.Spread fit = result.fit();
        Latency.Quantiles processor = result.ordinary().processor();
        Latency.Quantiles wall = result.ordinary().wall();
        return String.format(
                Locale.ROOT,
                FORM,
                result.sampler(),
                result.n(),
                result.pending(),
                processor.p50(),
                processor.p95(),
                processor.max(),
                wall.p50(),
                wall.p95(),
                fit == null ? "" : fit.processor().p50(),
                result.first().processor().p50(),
                result.replayed().processor().p50(),
                result.liveMegabytes(),
                result.peakMegabytes(),
                Double.isNaN(power) ? "" : String.format(Locale.ROOT, "%.2f", power));
    }

    private static boolean isSameCurve(Latency a, Latency b) {
        return a.sampler().equals(b.sampler()) && a.pending() == b.pending();
    }

    /** The slope of the logarithms. */
    static double power(Latency from, Latency to) {
        double times =
                to.ordinary().processor().p50() / from.ordinary().processor().p50();
        return Math.log(times) / Math.log((double) to.n() / from.n());
    }
}
