package dev.cairn.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkerSettingsTest {
    @Test
    void everyVariableHasItsDefault() {
        WorkerSettings settings = WorkerSettings.from(Map.of("CAIRN_URL", " "));
        assertThat(settings.url()).isEqualTo(URI.create("http://127.0.0.1:8080"));
        assertThat(settings.name()).endsWith("-" + ProcessHandle.current().pid());
        assertThat(settings.directory()).isEqualTo(Path.of(System.getProperty("java.io.tmpdir"), "cairn-worker"));
        assertThat(settings.progressLimit()).isEqualTo(Duration.ofMinutes(10));
        assertThat(settings.trialMemoryMebibytes()).isEqualTo(2048);
        assertThat(settings.backend()).isEqualTo("cpu");
        assertThat(settings.gpu()).isNull();
        assertThat(settings.trialLimit()).isEqualTo(Duration.ofHours(24));
        assertThat(settings.trialsPerProcess()).isEqualTo(25);
        assertThat(settings.checkpointInterval()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.checkpointEpochs()).isZero();
        assertThat(settings.grace()).isEqualTo(Duration.ofSeconds(8));
        assertThat(settings.datasetCacheMebibytes()).isEqualTo(10 * 1024);
    }

    @Test
    void everyVariableIsRead() {
        WorkerSettings settings = WorkerSettings.from(Map.ofEntries(
                Map.entry("CAIRN_URL", "https://cairn.example"),
                Map.entry("CAIRN_WORKER_NAME", "w1"),
                Map.entry("CAIRN_WORKER_DIRECTORY", "/data"),
                Map.entry("CAIRN_BACKEND", "cuda"),
                Map.entry("CAIRN_GPU", "3"),
                Map.entry("CAIRN_PROGRESS_LIMIT", "PT1M"),
                Map.entry("CAIRN_TRIAL_LIMIT", "PT1H"),
                Map.entry("CAIRN_TRIAL_MEMORY_MIB", "1024"),
                Map.entry("CAIRN_TRIALS_PER_PROCESS", "1"),
                Map.entry("CAIRN_CHECKPOINT_INTERVAL", "PT2M"),
                Map.entry("CAIRN_CHECKPOINT_EPOCHS", "5"),
                Map.entry("CAIRN_GRACE", "PT20S"),
                Map.entry("CAIRN_DATASET_CACHE_MIB", "300")));
        assertThat(settings)
                .isEqualTo(new WorkerSettings(
                        URI.create("https://cairn.example"),
                        "w1",
                        Path.of("/data"),
                        "cuda",
                        3,
                        Duration.ofMinutes(1),
                        Duration.ofHours(1),
                        1024,
                        1,
                        Duration.ofMinutes(2),
                        5,
                        Duration.ofSeconds(20),
                        300));
    }

    @Test
    void allNonsenseIsNamedAtOnce() {
        assertThatThrownBy(() -> WorkerSettings.from(Map.of(
                        "CAIRN_URL", "ftp://x",
                        "CAIRN_WORKER_NAME", "-",
                        "CAIRN_BACKEND", "tpu",
                        "CAIRN_PROGRESS_LIMIT", "PT0S",
                        "CAIRN_TRIAL_MEMORY_MIB", "1",
                        "CAIRN_TRIAL_LIMIT", "PT0S",
                        "CAIRN_TRIALS_PER_PROCESS", "0",
                        "CAIRN_CHECKPOINT_INTERVAL", "PT0.9S",
                        "CAIRN_CHECKPOINT_EPOCHS", "-1",
                        "CAIRN_GRACE", "PT0S")))
                .hasMessageContaining("CAIRN_URL must")
                .hasMessageContaining("CAIRN_WORKER_NAME must")
                .hasMessageContaining("CAIRN_PROGRESS_LIMIT must")
                .hasMessageContaining("CAIRN_TRIAL_LIMIT must")
                .hasMessageContaining("CAIRN_TRIAL_MEMORY_MIB must")
                .hasMessageContaining("CAIRN_CHECKPOINT_INTERVAL must")
                .hasMessageContaining("CAIRN_CHECKPOINT_EPOCHS must")
                .hasMessageContaining("CAIRN_GRACE must")
                .hasMessageContaining("CAIRN_BACKEND must be cpu or cuda but was 'tpu'")
                .hasMessageContaining("CAIRN_TRIALS_PER_PROCESS must");
    }

    @Test
    void aGpuIsForCudaOnlyAndANumber() {
        assertThatThrownBy(() -> WorkerSettings.from(Map.of("CAIRN_GPU", "0")))
                .hasMessageContaining("CAIRN_GPU must be absent or CAIRN_BACKEND cuda, but they were 0 and 'cpu'");
        assertThatThrownBy(() -> WorkerSettings.from(Map.of("CAIRN_BACKEND", "cuda", "CAIRN_GPU", "-1")))
                .hasMessageContaining("CAIRN_GPU must be at least 0 but was -1");
        assertThatThrownBy(() -> WorkerSettings.from(Map.of("CAIRN_BACKEND", "cuda", "CAIRN_GPU", "first")))
                .hasMessageContaining("CAIRN_GPU cannot be 'first'");
    }

    @Test
    void whatCannotBeReadIsNamed() {
        assertThatThrownBy(() -> WorkerSettings.from(Map.of("CAIRN_TRIALS_PER_PROCESS", "many")))
                .hasMessageContaining("CAIRN_TRIALS_PER_PROCESS cannot be 'many'");
    }
}
