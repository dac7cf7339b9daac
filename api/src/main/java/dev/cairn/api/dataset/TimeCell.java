package dev.cairn.api.dataset;

import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Violation;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/** Text as a moment: a date is its midnight; one with an offset from UTC is turned to UTC, others stand as they are. */
final class TimeCell {
    private TimeCell() {}

    static Optional<LocalDateTime> parse(String text) {
        try {
            return Optional.of(parsed(text.strip()));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** @throws InvalidValueException naming the line if it is none */
    static LocalDateTime at(int index, String text) {
        return parse(text)
                .orElseThrow(() -> new InvalidValueException(List.of(new Violation(
                        "/time",
                        "line " + (index + TimeAxis.FIRST_LINE) + ": '" + text
                                + "' is not a date or time such as 2024-01-31 or 2024-01-31 18:05:00"))));
    }

    private static LocalDateTime parsed(String text) {
        if (text.length() == "2024-01-31".length()) {
            return LocalDate.parse(text).atStartOfDay();
        }
        String iso = text.replace(' ', 'T');
        try {
            return LocalDateTime.parse(iso);
        } catch (DateTimeParseException e) {
            return OffsetDateTime.parse(iso).atZoneSameInstant(ZoneOffset.UTC).toLocalDateTime();
        }
    }
}
