package dev.cairn.search.space;

/** The arithmetic of a scaled range: a bijection of [low, high] with [0, 1]. StrictMath, so that every machine agrees. */
record NumericRange(double low, double high, Scale scale) {
    double toUnit(double value) {
        return switch (scale) {
            case LINEAR -> (value - low) / (high - low);
            case LOG -> StrictMath.log(value / low) / StrictMath.log(high / low);
            case REVERSE_LOG -> 1 - StrictMath.log((high + low - value) / low) / StrictMath.log(high / low);
        };
    }

    double fromUnit(double unit) {
        double u = Math.min(1, Math.max(0, unit));
        if (u == 0 || u == 1) {
            return u == 0 ? low : high; // exact, which the logarithms below are not
        }
        double value = switch (scale) {
            case LINEAR -> low + u * (high - low);
            case LOG -> low * StrictMath.exp(u * StrictMath.log(high / low));
            case REVERSE_LOG -> high + low - low * StrictMath.exp((1 - u) * StrictMath.log(high / low));
        };
        return Math.min(high, Math.max(low, value));
    }
}
