package dev.cairn.worker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Memory of a GPU, as NVIDIA's driver tells it. */
final class DeviceMemory {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceMemory.class);
    /** Without the driver's persistence mode each call wakes the device up, which takes seconds. */
    private static final int PATIENCE_SECONDS = 30;

    private DeviceMemory() {}

    /**
     * All that the device has, in mebibytes, not what is free: the warm process of this very worker holds some of it, which
     * its next trial may use. Null if it cannot be known.
     */
    static @Nullable Integer ofGpu(int number) {
        return told(
                List.of("nvidia-smi", "--query-gpu=memory.total", "--format=csv,noheader,nounits", "--id=" + number));
    }

    /** What a program prints, if that is a number and all of it. */
    static @Nullable Integer told(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                LOG.warn("{} does not answer: the memory of the GPU is not told", command.get(0));
                return null;
            }
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.exitValue() == 0 && answer.matches("\\d{1,9}")) {
                return Integer.valueOf(answer);
            }
            LOG.warn("{} answers '{}': the memory of the GPU is not told", command.get(0), answer);
        } catch (IOException e) {
            LOG.warn("The memory of the GPU is not told: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return null;
    }
}
