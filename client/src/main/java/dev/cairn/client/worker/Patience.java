package dev.cairn.client.worker;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Repeats calls while the service is away, until the worker must stop or nobody wants the result any more. */
final class Patience {
    private static final Logger LOG = System.getLogger(Patience.class.getName());

    private final StopSignal stopping;
    private final BooleanSupplier unwanted;

    Patience(StopSignal stopping, BooleanSupplier unwanted) {
        this.stopping = stopping;
        this.unwanted = unwanted;
    }

    /** The call's result, tried at least once; empty if it shall not be tried again. Refusals are thrown. */
    <T> Optional<T> insist(String what, Supplier<T> call) throws InterruptedException {
        var backoff = new Backoff();
        boolean told = false;
        while (true) {
            try {
                return Optional.of(call.get());
            } catch (RuntimeException e) {
                if (Refusal.of(e) != Refusal.AWAY) {
                    throw e;
                }
                if (!told) {
                    LOG.log(Level.WARNING, () -> "Cannot " + what + " now, will go on trying: " + e.getMessage());
                    told = true;
                }
            }
            if (stopping.isSet() || unwanted.getAsBoolean()) {
                return Optional.empty();
            }
            stopping.pause(backoff.next());
        }
    }
}
