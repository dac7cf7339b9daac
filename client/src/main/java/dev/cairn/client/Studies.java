package dev.cairn.client;

import dev.cairn.api.CairnJson;
import dev.cairn.api.Page;
import dev.cairn.api.event.StudyEvent;
import dev.cairn.api.study.StudyPatch;
import dev.cairn.api.study.StudySpec;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.study.WebhookDelivery;
import dev.cairn.api.transfer.CloneRequest;
import dev.cairn.api.transfer.Imported;
import dev.cairn.api.trial.Enqueued;
import dev.cairn.api.trial.PointsToTry;
import dev.cairn.api.trial.TrialView;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** {@code /studies}: what a study is, and what people do with it. */
public final class Studies {
    private static final TypeReference<Page<StudyView>> STUDIES = new TypeReference<>() {};
    private static final TypeReference<Page<WebhookDelivery>> DELIVERIES = new TypeReference<>() {};
    private static final TypeReference<Page<StudyEvent>> EVENTS = new TypeReference<>() {};

    private final Exchange exchange;

    Studies(Exchange exchange) {
        this.exchange = exchange;
    }

    public StudyView create(StudySpec spec) {
        return create(CairnJson.strict().writeValueAsString(spec));
    }

    /** The specification as JSON, judged by the service: use it to show every violation with its place in the text. */
    public StudyView create(String json) {
        return exchange.value(exchange.post("/studies", json), StudyView.class);
    }

    public StudyView get(long id) {
        return exchange.value(exchange.get(path(id)), StudyView.class);
    }

    public Optional<StudyView> named(String name) {
        return exchange.value(exchange.get("/studies" + Addresses.query("name", name)), STUDIES).items().stream()
                .filter(study -> study.spec().name().equals(name))
                .findFirst();
    }

    /** By id, ascending, without archived ones. */
    public Page<StudyView> page(@Nullable String cursor) {
        return exchange.value(exchange.get("/studies" + Addresses.query("cursor", cursor)), STUDIES);
    }

    /** Every page of {@link #page}, each fetched when it is needed. */
    public Stream<StudyView> stream() {
        return Pages.stream(this::page);
    }

    public StudyView pause(long study) {
        return exchange.value(exchange.post(path(study) + "/pause"), StudyView.class);
    }

    public StudyView resume(long study) {
        return exchange.value(exchange.post(path(study) + "/resume"), StudyView.class);
    }

    public StudyView cancel(long study) {
        return exchange.value(exchange.post(path(study) + "/cancel"), StudyView.class);
    }

    /** Queues every failed trial again; reopens the study if it has ended. */
    public StudyView retryFailed(long study) {
        return exchange.value(exchange.post(path(study) + "/retry-failed"), StudyView.class);
    }

    /** Changes what the patch names; a larger budget reopens a study that has ended. Sent once. */
    public StudyView change(long study, StudyPatch patch) {
        HttpRequest.Builder call = exchange.call(path(study))
                .header("Content-Type", "application/json")
                .method("PATCH", BodyPublishers.ofString(CairnJson.strict().writeValueAsString(patch)));
        return exchange.value(call.build(), StudyView.class);
    }

    /**
     * Removes a study with everything it has.
     *
     * @param force even if it has not ended
     */
    public void delete(long study, boolean force) {
        exchange.send(exchange.call(path(study) + Addresses.query("force", force))
                .DELETE()
                .build());
    }

    /** A new study of the same specification, with the trials that have ended if that is asked for. */
    public StudyView copy(long study, CloneRequest request) {
        return exchange.value(exchange.post(path(study) + "/clone", request), StudyView.class);
    }

    /** Saves all of a study, a line of JSON each; the file appears whole or not at all. */
    public Path export(long study, Path to) {
        return exchange.save(path(study) + "/export", to);
    }

    /**
     * Brings ended trials in, all or none.
     *
     * @param type {@code application/x-ndjson} for an export, {@code text/csv} or {@code application/json} for Optuna's trials
     * @param repeat whether a point that the study has already may come once more
     */
    public Imported importTrials(long study, Path file, String type, boolean repeat, boolean dryRun) {
        String path = path(study) + "/trials/import" + Addresses.query("repeat", repeat, "dryRun", dryRun);
        return exchange.value(exchange.post(path, file, type), Imported.class);
    }

    /** Queues trials at these points, all or none; they are leased before new suggestions. A dry run changes nothing. */
    public Enqueued enqueue(long study, PointsToTry points, boolean dryRun) {
        String path = path(study) + "/trials" + Addresses.query("dryRun", dryRun);
        return exchange.value(exchange.post(path, points), Enqueued.class);
    }

    /** The best completed search trial so far. */
    public TrialView best(long study) {
        return exchange.value(exchange.get(path(study) + "/best"), TrialView.class);
    }

    /** Saves the model of a study's winner; the file appears whole or not at all. */
    public Path bestModel(long study, Path to) {
        return exchange.save(path(study) + "/best/model", to);
    }

    /** What happened in a study after the event of that number; 0 for all. The page after begins after its last. */
    public Page<StudyEvent> events(long study, long after) {
        HttpRequest events = exchange.call(path(study) + "/events" + Addresses.query("after", after))
                .setHeader("Accept", "application/json")
                .GET()
                .build();
        return exchange.value(events, EVENTS);
    }

    /** How telling the study's end to its webhook goes, the latest end first. */
    public List<WebhookDelivery> deliveries(long study) {
        return exchange.value(exchange.get(path(study) + "/deliveries"), DELIVERIES)
                .items();
    }

    private static String path(long study) {
        return "/studies/" + study;
    }
}
