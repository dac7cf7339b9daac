package dev.cairn.search.sampler;

import java.util.Optional;

/**
 * Admissible places where rejection finds too few: a descent on how far constraints are broken finds one, and a random walk
 * within what is admissible forgets where it was found.
 *
 * <p>A step of the walk draws a place on a random line through the current one, from a chord that shrinks towards it until the
 * place is admissible (Smith 1984, hit-and-run; Neal 2003, "Slice sampling", figure 5). It leaves the uniform distribution as
 * it is. After the {@value #STEPS_EACH} steps per dimension taken here places are close to uniform in a convex region; they do
 * not leave a part of it that no line joins to the others, where only the descent, from a new start for each suggestion,
 * decides between parts.
 */
final class HitAndRun {
    private static final int STEPS_EACH = 16;
    private static final int SHRINKS = 60;
    private static final int DESCENTS = 8;
    private static final int MOVES = 2_000;

    private final Encoding encoding;
    private final RandomSource random;

    HitAndRun(Encoding encoding, RandomSource random) {
        this.encoding = encoding;
        this.random = random;
    }

    /** Units of an admissible place; empty if every descent ends where a constraint is broken. */
    Optional<double[]> start() {
        for (int descent = 0; descent < DESCENTS; descent++) {
            double[] units = anywhere();
            double breach = breach(units);
            for (int move = 0; move < MOVES && breach > 0; move++) {
                double[] moved = moved(units);
                double next = breach(moved);
                if (next <= breach) {
                    units = moved;
                    breach = next;
                }
            }
            if (breach == 0) {
                return Optional.of(units);
            }
        }
        return Optional.empty();
    }

    private double breach(double[] units) {
        return encoding.breach(encoding.latentAt(units));
    }

    private double[] anywhere() {
        var units = new double[encoding.dimensions()];
        for (int i = 0; i < units.length; i++) {
            units[i] = random.nextUnit();
        }
        return units;
    }

    /** One to three coordinates drawn anew, or shifted by a step of any size, reflected at both ends. */
    private double[] moved(double[] units) {
        double[] moved = units.clone();
        boolean isAnew = random.nextUnit() < 0.3;
        double step = StrictMath.pow(10, -8 * random.nextUnit());
        for (int count = 1 + random.nextBelow(3); count > 0; count--) {
            int i = random.nextBelow(moved.length);
            double place = Math.abs(moved[i] + step * (2 * random.nextUnit() - 1));
            moved[i] = isAnew ? random.nextUnit() : place > 1 ? 2 - place : place;
        }
        return moved;
    }

    /** Another admissible place, far from an admissible one. */
    double[] wandered(double[] from) {
        double[] units = from;
        for (int step = STEPS_EACH * from.length; step > 0; step--) {
            units = stepped(units);
        }
        return units;
    }

    private double[] stepped(double[] units) {
        double[] direction = direction(units.length);
        double least = Double.NEGATIVE_INFINITY;
        double most = Double.POSITIVE_INFINITY;
        for (int i = 0; i < units.length; i++) {
            if (direction[i] != 0) {
                double one = -units[i] / direction[i];
                double other = (1 - units[i]) / direction[i];
                least = Math.max(least, Math.min(one, other));
                most = Math.min(most, Math.max(one, other));
            }
        }
        var place = new double[units.length];
        for (int shrink = 0; shrink < SHRINKS; shrink++) {
            double t = least + random.nextUnit() * (most - least);
            for (int i = 0; i < place.length; i++) {
                place[i] = Math.max(0, Math.min(1, units[i] + t * direction[i]));
            }
            if (encoding.admits(encoding.latentAt(place))) {
                return place;
            }
            if (t < 0) {
                least = t;
            } else {
                most = t;
            }
        }
        return units;
    }

    /** Half of the time along one axis, where a category or a whole number has its chance to change alone. */
    private double[] direction(int dimensions) {
        var direction = new double[dimensions];
        if (random.nextUnit() < 0.5) {
            direction[random.nextBelow(dimensions)] = 1;
            return direction;
        }
        for (int i = 0; i < dimensions; i++) {
            direction[i] = random.nextNormal();
        }
        return direction;
    }
}
