package dev.cairn.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Of programs that every machine has in the place of {@code nvidia-smi}. */
class DeviceMemoryTest {
    @Test
    void itIsTheNumberThatTheProgramPrints() {
        assertThat(DeviceMemory.told(List.of("echo", "40960"))).isEqualTo(40960);
    }

    @Test
    void whatIsNoNumberOrFailsIsNotKnown() {
        assertThat(DeviceMemory.told(List.of("echo", "[N/A]"))).isNull();
        assertThat(DeviceMemory.told(List.of("sh", "-c", "echo 5; exit 6"))).isNull();
        assertThat(DeviceMemory.told(List.of("no-such-program-here"))).isNull();
    }
}
