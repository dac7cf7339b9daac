package dev.cairn.api.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Violation;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseRequestTest {
    private static final WorkerInfo WORKER = new WorkerInfo("worker-1", null, null);

    @Test
    void withoutAHoldTheAnswerComesAtOnce() {
        var request = new LeaseRequest(UUID.randomUUID(), WORKER, null, null);
        assertThat(request.hold()).isZero();
        assertThat(request.worker().tasks()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT0.5S", "PT30S"})
    void aHoldUpToHalfAMinuteIsTaken(String hold) {
        assertThat(new LeaseRequest(UUID.randomUUID(), WORKER, null, Duration.parse(hold)).hold())
                .isEqualTo(Duration.parse(hold));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-1S", "PT30.001S", "PT1H"})
    void anyOtherHoldIsRefused(String hold) {
        assertThatThrownBy(() -> new LeaseRequest(UUID.randomUUID(), WORKER, null, Duration.parse(hold)))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("hold must be in [PT0S, PT30S]");
    }

    @Test
    void allThatIsMissingIsToldAtOnce() {
        assertThatThrownBy(() -> new LeaseRequest(null, null, null, Duration.ofHours(1)))
                .isInstanceOfSatisfying(
                        InvalidValueException.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::pointer)
                                .containsExactly("/request", "/worker", "/hold"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "worker-1", "host.example:8080", "A_b", "0"})
    void aWorkersNameIsPlain(String name) {
        assertThat(new WorkerInfo(name, List.of("FORECASTING"), "cpu").name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-a", "a b", "a/b", "w\u00F6rker", "a\n"})
    void anyOtherNameIsRefused(String name) {
        assertThatThrownBy(() -> new WorkerInfo(name, null, null))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("name must be letters, digits");
    }

    @Test
    void aWorkersNameHasAtMostAHundredCharacters() {
        assertThat(new WorkerInfo("a".repeat(100), null, null).name()).hasSize(100);
        assertThatThrownBy(() -> new WorkerInfo("a".repeat(101), null, null)).isInstanceOf(InvalidValueException.class);
    }
}
