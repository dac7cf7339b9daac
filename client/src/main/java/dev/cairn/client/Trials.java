package dev.cairn.client;

import dev.cairn.api.Page;
import dev.cairn.api.diagnosis.Diagnosis;
import dev.cairn.api.trial.Exclusion;
import dev.cairn.api.trial.LateMetrics;
import dev.cairn.api.trial.Measurement;
import dev.cairn.api.trial.Purpose;
import dev.cairn.api.trial.ReplayView;
import dev.cairn.api.trial.SuggestionView;
import dev.cairn.api.trial.TrialView;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** {@code /trials}: what became of each configuration. */
public final class Trials {
    private static final TypeReference<Page<TrialView>> TRIALS = new TypeReference<>() {};
    private static final TypeReference<Page<Measurement>> MEASUREMENTS = new TypeReference<>() {};

    private final Exchange exchange;

    Trials(Exchange exchange) {
        this.exchange = exchange;
    }

    /** By number, ascending. */
    public Page<TrialView> page(long study, Purpose purpose, @Nullable String cursor) {
        String path = "/studies/" + study + "/trials" + Addresses.query("purpose", purpose, "cursor", cursor);
        return exchange.value(exchange.get(path), TRIALS);
    }

    /** Every page of {@link #page}, now. */
    public List<TrialView> all(long study, Purpose purpose) {
        return Pages.all(cursor -> page(study, purpose, cursor));
    }

    /** Every page of {@link #page}, each fetched when it is needed. */
    public Stream<TrialView> stream(long study, Purpose purpose) {
        return Pages.stream(cursor -> page(study, purpose, cursor));
    }

    public TrialView get(long id) {
        return exchange.value(exchange.get(path(id)), TrialView.class);
    }

    /** A queued trial ends at once, a running one when its worker hears of it. */
    public TrialView cancel(long id) {
        return exchange.value(exchange.post(path(id) + "/cancel"), TrialView.class);
    }

    /** Queues a failed, infeasible or cancelled trial again; reopens its study if that has ended. */
    public TrialView retry(long id) {
        return exchange.value(exchange.post(path(id) + "/retry"), TrialView.class);
    }

    /** Whether a trial shall teach nothing, from now on. */
    public TrialView exclude(long trial, boolean excluded) {
        return exchange.value(exchange.post(path(trial) + "/exclude", new Exclusion(excluded)), TrialView.class);
    }

    /** Adds what became known of a completed trial after its end; it counts from now on, also as the objective. */
    public TrialView measure(long trial, LateMetrics metrics) {
        return exchange.value(exchange.post(path(trial) + "/metrics", metrics), TrialView.class);
    }

    /** Why a trial's point was suggested. */
    public SuggestionView suggestion(long trial) {
        return exchange.value(exchange.get(path(trial) + "/suggestion"), SuggestionView.class);
    }

    /** What a trial's curve says of its training. */
    public Diagnosis diagnosis(long trial) {
        return exchange.value(exchange.get(path(trial) + "/diagnosis"), Diagnosis.class);
    }

    /** Computes a trial's suggestion again and compares. */
    public ReplayView replay(long trial) {
        return exchange.value(exchange.post(path(trial) + "/replay"), ReplayView.class);
    }

    /** The learning curve, by step. */
    public List<Measurement> curve(long trial) {
        return Pages.all(cursor -> exchange.value(
                exchange.get(path(trial) + "/measurements" + Addresses.query("cursor", cursor)), MEASUREMENTS));
    }

    /** The last lines that an attempt's training wrote. */
    public String log(long attempt) {
        byte[] text =
                exchange.send(exchange.get("/attempts/" + attempt + "/log")).body();
        return new String(text, StandardCharsets.UTF_8);
    }

    /** Saves a trial's model; the file appears whole or not at all. */
    public Path model(long trial, Path to) {
        return exchange.save(path(trial) + "/model", to);
    }

    private static String path(long trial) {
        return "/trials/" + trial;
    }
}
