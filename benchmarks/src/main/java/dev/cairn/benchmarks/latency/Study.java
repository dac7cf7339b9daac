package dev.cairn.benchmarks.latency;

import dev.cairn.search.objective.Direction;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.sampler.History;
import dev.cairn.search.sampler.Observation;
import dev.cairn.search.sampler.Problem;
import dev.cairn.search.sampler.QuasiRandomSampler;
import dev.cairn.search.sampler.Suggestion;
import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.Point;
import dev.cairn.search.space.Scale;
import dev.cairn.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A study of any length for measuring samplers: quasi-random points of a mixed space, evaluated on a smooth noisy function, a
 * region of which fails. With u the place of each parameter's value in [0, 1], 0.5 where it is inactive:
 *
 * <pre>
 * loss   0.1 + sum_i w_i (u_i - c_i)^2 + 0.3 sum_i (u_i - c_i)(u_{i-1} - c_{i-1}) + 0.01 N(0, 1)
 * risk   u_0 + 0.5 u_1, the learning rate and the width; the riskiest points fail
 * </pre>
 *
 * Plain arithmetic and {@link Random}, whose bits are specified.
 */
final class Study {
    private final Problem problem;
    private final List<Point> points;
    private final List<Observation> observations = new ArrayList<>();

    /** @param failures the share of points that fail, in [0, 1) */
    Study(int parameters, double failures, int length, long seed) {
        problem = new Problem(space(parameters), List.of(new Objective("loss", Direction.MINIMIZE)));
        points = QuasiRandomSampler.DEFAULT.suggest(problem, History.EMPTY, length, seed, 0).stream()
                .map(Suggestion::point)
                .toList();
        double[][] units = points.stream().map(this::units).toArray(double[][]::new);
        double[] risks = Arrays.stream(units).mapToDouble(Study::risk).sorted().toArray();
        double least = failures == 0 ? Double.POSITIVE_INFINITY : risks[(int) ((1 - failures) * (length - 1))];
        for (int i = 0; i < points.size(); i++) {
            Observation.Result result = risk(units[i]) > least
                    ? new Observation.Infeasible()
                    : measured(units[i], new Random(seed * 1_000_003 + i));
            observations.add(new Observation(i, points.get(i), result));
        }
    }

    /** Of every dozen parameters four are searched by ratio, four are whole numbers, two are categories and two conditional. */
    private static SearchSpace space(int parameters) {
        var all = new ArrayList<Parameter>();
        for (int i = 0; i < parameters; i++) {
            String group = String.valueOf((char) ('a' + i / 12));
            all.add(parameter(group, i % 12));
        }
        return new SearchSpace(all);
    }

    private static Parameter parameter(String group, int i) {
        return switch (i) {
            case 0 -> real(group + "rate", 1e-5, 1, Scale.LOG, Map.of());
            case 1 -> whole(group + "units", 8, 1024, Scale.LOG);
            case 2 -> real(group + "dropout", 0, 0.7, Scale.LINEAR, Map.of());
            case 3 -> new Parameter.Categorical(group + "rule", List.of("adam", "sgd", "rmsprop", "adagrad"), null);
            case 4 -> whole(group + "layers", 1, 6, Scale.LINEAR);
            case 5 -> real(group + "decay", 1e-8, 0.1, Scale.LOG, Map.of());
            case 6 -> real(group + "momentum", 0, 0.99, Scale.LINEAR, Map.of(group + "rule", List.of("sgd")));
            case 7 ->
                real(group + "rho", 0.01, 0.999, Scale.LOG, Map.of(group + "rule", List.of("rmsprop", "adagrad")));
            case 8 -> new Parameter.Categorical(group + "cell", List.of("gru", "lstm", "elman"), null);
            case 9 -> whole(group + "batch", 8, 512, Scale.LOG);
            case 10 -> whole(group + "window", 5, 300, Scale.LINEAR);
            default -> real(group + "clip", 0.01, 100, Scale.LOG, Map.of());
        };
    }

    private static Parameter real(String name, double low, double high, Scale scale, Map<String, List<Object>> when) {
        return new Parameter.Real(name, low, high, scale, null, when);
    }

    private static Parameter whole(String name, long low, long high, Scale scale) {
        return new Parameter.Int(name, low, high, scale, null, null);
    }

    private double[] units(Point point) {
        return problem.space().parameters().stream()
                .mapToDouble(parameter -> {
                    Object value = point.get(parameter.name());
                    return value == null ? 0.5 : parameter.toUnit(value);
                })
                .toArray();
    }

    private static double risk(double[] units) {
        return units[0] + (units.length > 1 ? 0.5 * units[1] : 0);
    }

    private static Observation.Result measured(double[] units, Random random) {
        double loss = 0.1 + 0.01 * random.nextGaussian();
        double before = 0;
        for (int i = 0; i < units.length; i++) {
            double distance = units[i] - (0.3 + 0.05 * (i * 7 % 9));
            loss += (1.5 / (1 + i)) * distance * distance + 0.3 * distance * before;
            before = distance;
        }
        return new Observation.Completed(List.of(loss));
    }

    Problem problem() {
        return problem;
    }

    /** After so many outcomes, with the next points pending. */
    History after(int outcomes, int pending) {
        return new History(observations.subList(0, outcomes), points.subList(outcomes, outcomes + pending), List.of());
    }
}
