package dev.cairn.search.gp;

/** How far apart two coordinates of one dimension are. Each kind is a squared Euclidean distance in an embedding. */
public enum Dimension {
    /** A number in [0, 1]: {@code (a - b)^2}. */
    STRAIGHT,
    /** The index of a category: 0 if equal, else 1. Inactive (NaN) is one more category. */
    CATEGORICAL,
    /**
     * A number in [0, 1] that may be inactive (NaN): {@code 2 (1 - cos(a - b))} if both are active, 1 if one is, 0 if none
     * is. Active values lie on an arc, inactive at its centre (Swersky et al. 2014, "Raiders of the lost architecture",
     * section 3, with the angle fixed at one radian); {@code (a - b)^2} beside a constant 1 would not be a kernel.
     */
    ARC
}
