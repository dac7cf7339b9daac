package dev.cairn.api.task;

/** What a time alone tells, known ahead without being forecast. Each becomes two numbers, sine and cosine of its cycle. */
public enum CalendarFeature {
    HOUR_OF_DAY,
    DAY_OF_WEEK,
    DAY_OF_MONTH,
    DAY_OF_YEAR
}
