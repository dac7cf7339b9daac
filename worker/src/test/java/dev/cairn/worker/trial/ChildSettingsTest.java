package dev.cairn.worker.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChildSettingsTest {
    private static Map<String, String> environment(ChildSettings settings) {
        return ChildJvm.process(settings, 1, "secret").environment();
    }

    @Test
    void aChildWithAGpuSeesNoOther() {
        assertThat(environment(new ChildSettings(1024, Path.of("."), 5)))
                .containsEntry("CUDA_VISIBLE_DEVICES", "5")
                .containsEntry("CUDA_DEVICE_ORDER", "PCI_BUS_ID");
    }

    @Test
    void withoutOneItSeesWhatItsParentSees() {
        assertThat(environment(new ChildSettings(1024, Path.of("."), null)).get("CUDA_VISIBLE_DEVICES"))
                .isEqualTo(System.getenv("CUDA_VISIBLE_DEVICES"));
    }

    @Test
    void itComputesWithOneThreadUnlessTold() {
        assertThat(environment(new ChildSettings(1024, Path.of("."), null)))
                .containsEntry("OMP_NUM_THREADS", "1")
                .containsEntry("OPENBLAS_NUM_THREADS", "1");
        assertThat(environment(new ChildSettings(1024, Path.of("."), 2, null))).containsEntry("OMP_NUM_THREADS", "2");
    }
}
