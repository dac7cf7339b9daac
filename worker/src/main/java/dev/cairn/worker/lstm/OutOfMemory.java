package dev.cairn.worker.lstm;

import dev.cairn.api.trial.FailureCause;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tells what memory a training ran out of, by what was thrown. There is no exception of its own for native memory: ND4J wraps
 * what its allocators throw, and JavaCPP throws Java's own error.
 */
final class OutOfMemory {
    /** ND4J's CUDA allocators: "cudaMalloc failed; Bytes: […]", "Failed to allocate … bytes from DEVICE [0] memory". */
    private static final Pattern DEVICE = Pattern.compile(
            "cudaMalloc failed|bytes from DEVICE|allocate \\[DEVICE\\]|cudaErrorMemoryAllocation|CUDA\\w*_ALLOC_FAILED");

    private static final Pattern NATIVE = Pattern.compile(
            "Allocation failed|bad_alloc|bytes from HOST|allocate \\[HOST\\]|physicalBytes|Direct buffer memory|native memory");

    private OutOfMemory() {}

    /** The failure, if the thrown is about memory, or was caused by something that is. */
    static Optional<TrialFailedException> of(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (DEVICE.matcher(message).find()) {
                return Optional.of(failure(FailureCause.DEVICE_OOM, "more memory of the accelerator", message, thrown));
            }
            if (NATIVE.matcher(message).find()) {
                return Optional.of(failure(FailureCause.HOST_OOM, "more native memory", message, thrown));
            }
            if (cause instanceof OutOfMemoryError) {
                String heap = "more of the Java heap";
                return Optional.of(failure(FailureCause.HOST_OOM, heap, message, thrown));
            }
        }
        return Optional.empty();
    }

    private static TrialFailedException failure(FailureCause cause, String what, String message, Throwable thrown) {
        return new TrialFailedException(
                cause,
                "the trial needs " + what + " than it may have (" + message
                        + "); fewer units, layers or windows per batch need less",
                thrown);
    }
}
