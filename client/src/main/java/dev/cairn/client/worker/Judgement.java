package dev.cairn.client.worker;

import dev.cairn.api.trial.FailureCause;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Makes a result of whatever a trainer does. */
public final class Judgement {
    private Judgement() {}

    /**
     * Runs a training to its end.
     *
     * @param heard the stop that the training has heard of, asked afterwards
     */
    public static Result of(Callable<Result> training, TrialContext trial, Callable<Optional<Stop>> heard)
            throws Exception {
        try {
            Result result = training.call();
            Optional<Stop> stop = heard.call();
            return result.unlessTold() && stop.isPresent() ? stop.get().result(result.metrics()) : result;
        } catch (TrialException e) {
            return Result.failed(e.failureCause(), sentence(e));
        } catch (InterruptedException e) {
            return trial.stop()
                    .map(stop -> stop.result(Map.of()))
                    .orElseGet(
                            () -> Result.failed(FailureCause.CRASHED, "the training was interrupted, by nobody known"));
        } catch (OutOfMemoryError e) {
            trial.log(trace(e));
            return Result.failed(FailureCause.HOST_OOM, "the Java heap was too small: " + e.getMessage());
        } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
            trial.log(trace(e));
            return Result.failed(FailureCause.CRASHED, e + "; the stack trace is in the log");
        }
    }

    private static String sentence(TrialException e) {
        return e.getMessage() == null ? e.failureCause().name() : e.getMessage();
    }

    private static String trace(Throwable thrown) {
        var text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
