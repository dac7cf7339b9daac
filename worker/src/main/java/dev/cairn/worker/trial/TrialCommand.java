package dev.cairn.worker.trial;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.cairn.worker.lstm.TrialOrder;

/** What a parent tells its child JVM, one JSON line each. The end of the stream means: die. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "command")
@JsonSubTypes({
    @Type(value = TrialCommand.Run.class, name = "RUN"),
    @Type(value = TrialCommand.Stop.class, name = "STOP"),
    @Type(value = TrialCommand.Trace.class, name = "TRACE")
})
sealed interface TrialCommand {
    record Run(TrialOrder order) implements TrialCommand {}

    /** End the running trial after the batch at hand; without one, nothing. */
    record Stop() implements TrialCommand {}

    /** Say into the log where the threads are; for one that hangs. */
    record Trace() implements TrialCommand {}
}
