package dev.cairn.worker.lstm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.trial.FailureCause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutOfMemoryTest {
    /** As they stand in reports of ND4J's users (deeplearning4j issues 8253 and 9119). */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "cudaMalloc failed; Bytes: [1077940224]; Error code [2]; DEVICE [0]",
                "Failed to allocate 400 bytes from DEVICE [0] memory",
                "Can't allocate [DEVICE] memory",
            })
    void theAcceleratorsMemoryIsTold(String message) {
        assertCause(
                new RuntimeException("op failed", new RuntimeException(message)),
                FailureCause.DEVICE_OOM,
                "accelerator");
    }

    /** The first two as ND4J's CPU backend threw them here. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Allocation failed: [std::bad_alloc]",
                "Cannot allocate new LongPointer(1): totalBytes = 2048, physicalBytes = 682M",
                "Failed to allocate 400 bytes from HOST memory",
            })
    void nativeMemoryIsTold(String message) {
        assertCause(new RuntimeException(message), FailureCause.HOST_OOM, "native memory");
        assertCause(new OutOfMemoryError(message), FailureCause.HOST_OOM, "native memory");
    }

    @Test
    void theHeapIsTold() {
        assertCause(
                new IllegalStateException(new OutOfMemoryError("Java heap space")),
                FailureCause.HOST_OOM,
                "more of the Java heap");
        assertCause(new OutOfMemoryError("GC overhead limit exceeded"), FailureCause.HOST_OOM, "more of the Java heap");
    }

    @Test
    void whatIsNotAboutMemoryIsNotTaken() {
        assertThat(OutOfMemory.of(new RuntimeException("Op [gemm] failed"))).isEmpty();
        assertThat(OutOfMemory.of(new RuntimeException((String) null))).isEmpty();
    }

    private static void assertCause(Throwable thrown, FailureCause cause, String words) {
        assertThat(OutOfMemory.of(thrown)).hasValueSatisfying(failure -> {
            assertThat(failure.failure()).isEqualTo(cause);
            assertThat(failure).hasMessageContaining("needs more").hasMessageContaining(words);
        });
    }
}
