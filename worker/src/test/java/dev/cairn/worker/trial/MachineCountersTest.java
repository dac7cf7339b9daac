package dev.cairn.worker.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What Linux writes into its files under /proc and /sys. */
class MachineCountersTest {
    @Test
    void killsAreCountedByTheirNameAlone() {
        assertThat(OomKills.count(List.of("low 0", "oom 7", "oom_kill 3", "oom_group_kill 9")))
                .isEqualTo(3);
        assertThat(OomKills.count(List.of("low 0"))).isZero();
    }

    @Test
    void sizesAreReadInKibibytes() {
        assertThat(ResidentMemory.mebibytes(List.of("VmPeak:\t 9999999 kB", "VmHWM:\t  307200 kB"), "VmHWM:"))
                .isEqualTo(300);
        assertThat(ResidentMemory.mebibytes(List.of(), "VmHWM:")).isZero();
    }

    @Test
    void thePeakOfThisProcessCanBeForgotten() {
        byte[] much = new byte[200 << 20];
        java.util.Arrays.fill(much, (byte) 1);
        int before = ResidentMemory.peakMebibytes();
        assertThat(before).isGreaterThanOrEqualTo(200);
        ResidentMemory.forgetPeak();
        assertThat(ResidentMemory.peakMebibytes()).isLessThanOrEqualTo(before);
        assertThat(much[7]).isOne();
    }
}
