package dev.cairn.worker.data;

import dev.cairn.api.task.CalendarFeature;
import java.time.LocalDateTime;

/** Turns times into numbers. */
final class Calendar {
    private static final double SECONDS_OF_DAY = 86_400;
    private static final int DAYS_OF_WEEK = 7;

    private Calendar() {}

    /** How much of the feature's cycle is over, in [0, 1). */
    static double phase(CalendarFeature feature, LocalDateTime time) {
        double day = time.toLocalTime().toSecondOfDay() / SECONDS_OF_DAY;
        return switch (feature) {
            case HOUR_OF_DAY -> day;
            case DAY_OF_WEEK -> (time.getDayOfWeek().ordinal() + day) / DAYS_OF_WEEK;
            case DAY_OF_MONTH ->
                (time.getDayOfMonth() - 1 + day) / time.toLocalDate().lengthOfMonth();
            case DAY_OF_YEAR ->
                (time.getDayOfYear() - 1 + day) / time.toLocalDate().lengthOfYear();
        };
    }
}
