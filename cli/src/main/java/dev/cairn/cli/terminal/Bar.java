package dev.cairn.cli.terminal;

/** A bar that fills up. */
public final class Bar {
    private static final String EIGHTHS = "░▏▎▍▌▋▊▉";

    private Bar() {}

    /** Exactly {@code width} characters; {@code done} may be a fraction, and is taken as within [0, total]. */
    public static String of(double done, double total, int width, boolean unicode) {
        double share = total <= 0 ? 0 : Math.max(0, Math.min(1, done / total));
        int eighths = (int) Math.floor(share * width * 8);
        int full = eighths / 8;
        if (!unicode) {
            return "#".repeat(full) + "-".repeat(width - full);
        }
        if (full == width) {
            return "█".repeat(full);
        }
        return "█".repeat(full) + EIGHTHS.charAt(eighths % 8) + "░".repeat(width - full - 1);
    }
}
