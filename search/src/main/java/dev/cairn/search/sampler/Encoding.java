package dev.cairn.search.sampler;

import dev.cairn.search.gp.Dimension;
import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.Point;
import dev.cairn.search.space.Scalars;
import dev.cairn.search.space.SearchSpace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Points as numbers, in two forms, both of shape d, a coordinate for each parameter in the space's order:
 *
 * <pre>
 * latent    a place in [0, 1], or a category's index, for every parameter whether active or not
 * encoded   what the model sees: an admissible value's place in [0, 1], a category's index, NaN where inactive
 * </pre>
 *
 * Places to suggest have the problem's fixed values: {@link #latentAt(double[])} and {@link #fix} set their coordinates, and
 * {@link #pointAt}, {@link #admits} and {@link #breach} put the exact values in whatever the coordinates say. Points of the
 * history keep their own in {@link #latentOf(Point)} and {@link #encode(double[])}.
 */
final class Encoding {
    /** Numbers with at most so many values are searched value by value. */
    private static final int FEW = 16;

    private final Problem problem;
    private final SearchSpace space;
    private final List<Parameter> parameters;
    private final Dimension[] kinds;
    private final int[] choices;
    private final Condition[][] conditions;

    /** The parent at this place has one of these values. */
    private record Condition(int parent, List<Object> values) {
        boolean holds(@Nullable Object[] at) {
            Object value = at[parent];
            return value != null && values.contains(Scalars.of(value));
        }
    }

    Encoding(Problem problem) {
        this.problem = problem;
        this.space = problem.space();
        this.parameters = space.parameters();
        this.kinds = parameters.stream().map(Encoding::kind).toArray(Dimension[]::new);
        this.choices = parameters.stream().mapToInt(Encoding::choices).toArray();
        List<String> names = parameters.stream().map(Parameter::name).toList();
        this.conditions = parameters.stream()
                .map(parameter -> parameter.when().entrySet().stream()
                        .map(when -> new Condition(names.indexOf(when.getKey()), when.getValue()))
                        .toArray(Condition[]::new))
                .toArray(Condition[][]::new);
    }

    private static int choices(Parameter parameter) {
        long size = parameter.size().orElse(Long.MAX_VALUE);
        return parameter instanceof Parameter.Categorical || size <= FEW ? (int) size : 0;
    }

    private static Dimension kind(Parameter parameter) {
        if (parameter instanceof Parameter.Categorical) {
            return Dimension.CATEGORICAL;
        }
        return parameter.when().isEmpty() ? Dimension.STRAIGHT : Dimension.ARC;
    }

    Problem problem() {
        return problem;
    }

    SearchSpace space() {
        return space;
    }

    boolean isConstrained() {
        return !space.constraints().isEmpty();
    }

    int dimensions() {
        return kinds.length;
    }

    Dimension[] kinds() {
        return kinds.clone();
    }

    boolean isCategorical(int i) {
        return kinds[i] == Dimension.CATEGORICAL;
    }

    /** How many values are tried one by one: every category, or the few values of a number; 0 if it is searched as a continuum. */
    int choices(int i) {
        return choices[i];
    }

    /** The latent coordinate of the {@code choice}-th value. */
    double latentOfChoice(int i, int choice) {
        return isCategorical(i)
                ? choice
                : parameters.get(i).toUnit(parameters.get(i).valueAt(choice));
    }

    /** Which of the values that are tried one by one lies at a latent coordinate. */
    int choiceAt(int i, double latent) {
        return isCategorical(i) ? (int) latent : choiceOf(i, parameters.get(i).fromUnit(latent));
    }

    /** Which of the values that are tried one by one this is. */
    int choiceOf(int i, Object value) {
        if (isCategorical(i)) {
            return (int) latentOf(i, value);
        }
        Object canonical = parameters.get(i).canonical(value);
        int choice = 0;
        while (!parameters.get(i).valueAt(choice).equals(canonical)) {
            choice++;
        }
        return choice;
    }

    /** The latent coordinate at a place in [0, 1], where each category owns an equal share. */
    double latentAt(int i, double unit) {
        return isCategorical(i) ? Math.min(choices(i) - 1.0, Math.floor(unit * choices(i))) : unit;
    }

    double[] latentAt(double[] units) {
        var latent = new double[units.length];
        for (int i = 0; i < units.length; i++) {
            latent[i] = latentAt(i, units[i]);
        }
        return fix(latent);
    }

    /** Sets the coordinates of fixed parameters in the given array, and returns it. */
    double[] fix(double[] latent) {
        if (!problem.fixed().isEmpty()) {
            for (int i = 0; i < latent.length; i++) {
                Object value = fixed(i);
                latent[i] = value == null ? latent[i] : latentOf(i, value);
            }
        }
        return latent;
    }

    boolean isFixed(int i) {
        return fixed(i) != null;
    }

    private @Nullable Object fixed(int i) {
        return problem.fixed().isEmpty()
                ? null
                : problem.fixed().get(parameters.get(i).name());
    }

    double latentOf(int i, Object value) {
        Parameter parameter = parameters.get(i);
        return latentAt(i, parameter.toUnit(parameter.canonical(value)));
    }

    /** Inactive parameters are put in the middle. */
    double[] latentOf(Point point) {
        var latent = new double[kinds.length];
        for (int i = 0; i < kinds.length; i++) {
            Object value = point.get(parameters.get(i).name());
            latent[i] = value == null ? latentAt(i, 0.5) : latentOf(i, value);
        }
        return latent;
    }

    /** @throws dev.cairn.search.InvalidValueException where a constraint is broken: ask {@link #admits} before */
    Point pointAt(double[] latent) {
        return space.point(suggestedAt(latent));
    }

    /** Whether the point at a place keeps to the space's constraints. */
    boolean admits(double[] latent) {
        return !isConstrained() || space.admits(suggestedAt(latent));
    }

    /** 0 where the point at a place is admissible, otherwise the more, the further it is from that. */
    double breach(double[] latent) {
        return isConstrained() ? space.breach(suggestedAt(latent)) : 0;
    }

    private Map<String, Object> suggestedAt(double[] latent) {
        var at = new Object[kinds.length];
        var values = new HashMap<String, Object>();
        for (int i = 0; i < kinds.length; i++) {
            if (isActive(i, at)) {
                Object value = fixed(i);
                at[i] = value == null ? valueAt(i, latent[i]) : value;
                values.put(parameters.get(i).name(), at[i]);
            }
        }
        return values;
    }

    /** Whether a parameter exists, given the values at the places before it, null where there are none. */
    private boolean isActive(int i, @Nullable Object[] at) {
        for (Condition condition : conditions[i]) {
            if (!condition.holds(at)) {
                return false;
            }
        }
        return true;
    }

    private Object valueAt(int i, double latent) {
        return isCategorical(i)
                ? parameters.get(i).valueAt((long) latent)
                : parameters.get(i).fromUnit(latent);
    }

    double[] encode(double[] latent) {
        var at = new Object[kinds.length];
        var encoded = new double[kinds.length];
        for (int i = 0; i < kinds.length; i++) {
            if (!isActive(i, at)) {
                encoded[i] = Double.NaN;
            } else if (parameters.get(i) instanceof Parameter.Real real && real.step() == null) {
                encoded[i] = latent[i]; // nothing depends on its value
            } else {
                Object value = valueAt(i, latent[i]);
                at[i] = value;
                encoded[i] = isCategorical(i) ? latent[i] : parameters.get(i).toUnit(value);
            }
        }
        return encoded;
    }

    /** Of a point and its latent coordinates, which are admissible values' already. */
    double[] encode(Point point, double[] latent) {
        var at = new Object[kinds.length];
        var encoded = new double[kinds.length];
        for (int i = 0; i < kinds.length; i++) {
            boolean isActive = isActive(i, at);
            at[i] = isActive ? point.get(parameters.get(i).name()) : null;
            if (isActive && at[i] == null) {
                return encode(latent); // it is from before the parameter was there
            }
            encoded[i] = isActive ? latent[i] : Double.NaN;
        }
        return encoded;
    }

    double[][] encode(List<double[]> latents) {
        return latents.stream().map(this::encode).toArray(double[][]::new);
    }

    /** Whether two encoded places differ by less than a distance in each coordinate; categories not at all. */
    static boolean areWithin(double distance, double[] a, double[] b) {
        for (int i = 0; i < a.length; i++) {
            boolean isSame = Double.compare(a[i], b[i]) == 0;
            if (!isSame && !(Math.abs(a[i] - b[i]) < distance)) {
                return false;
            }
        }
        return true;
    }
}
