package dev.cairn.api.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.CairnJson;
import dev.cairn.api.trial.Measurement;
import dev.cairn.search.InvalidValueException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Measurement POINT = new Measurement(1L, Map.of("loss", 1.0));

    @Test
    void aReportMayBeAHeartbeatOnly() {
        assertThat(new Report(null, null).measurements()).isEmpty();
    }

    @Test
    void measurementsHaveALimit() {
        assertThat(new Report(Collections.nCopies(1000, POINT), null).measurements())
                .hasSize(1000);
        assertThatThrownBy(() -> new Report(Collections.nCopies(1001, POINT), null))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("measurements may be at most 1000 but were 1001");
    }

    @Test
    void aLogHasALimit() {
        assertThatThrownBy(() -> new Report(null, "x".repeat(Report.LONGEST_LOG + 1)))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("log may be at most 65536");
    }

    @Test
    void aStepIsNotNegativeAndMetricsAreThere() {
        assertThatThrownBy(() -> new Measurement(-1L, Map.of())).hasMessageContaining("step must be at least 0");
        assertThatThrownBy(() -> new Measurement(null, null))
                .hasMessageContaining("step is required")
                .hasMessageContaining("metrics is required");
    }

    @Test
    void numbersThatAreNotFiniteTravelAsStrings() {
        var report = new Report(
                List.of(new Measurement(
                        3L,
                        Map.of(
                                "a",
                                Double.NaN,
                                "b",
                                Double.POSITIVE_INFINITY,
                                "c",
                                Double.NEGATIVE_INFINITY,
                                "d",
                                0.5))),
                null);
        String json = CairnJson.strict().writeValueAsString(report);
        assertThat(json)
                .isEqualTo("{\"measurements\":[{\"step\":3,\"metrics\":"
                        + "{\"a\":\"NaN\",\"b\":\"Infinity\",\"c\":\"-Infinity\",\"d\":0.5}}]}");
        assertThat(CairnJson.strict().readValue(json, Report.class)).isEqualTo(report);
    }
}
