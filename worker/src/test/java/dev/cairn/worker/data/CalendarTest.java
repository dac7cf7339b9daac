package dev.cairn.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.api.task.CalendarFeature;
import java.time.LocalDateTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalendarTest {
    @ParameterizedTest
    @CsvSource({
        "HOUR_OF_DAY,  2024-02-29T18:00, 0.75",
        "HOUR_OF_DAY,  2024-02-29T00:00, 0",
        "DAY_OF_WEEK,  2024-01-01T00:00, 0",
        "DAY_OF_WEEK,  2024-01-07T12:00, 0.928571428571",
        "DAY_OF_MONTH, 2024-02-29T12:00, 0.982758620690",
        "DAY_OF_MONTH, 2023-02-28T12:00, 0.982142857143",
        "DAY_OF_YEAR,  2024-12-31T00:00, 0.997267759563",
        "DAY_OF_YEAR,  2023-01-01T00:00, 0"
    })
    void aPhaseIsTheShareOfTheCycleThatIsOver(CalendarFeature feature, LocalDateTime time, double phase) {
        assertThat(Calendar.phase(feature, time)).isEqualTo(phase, within(1e-9));
    }
}
