package dev.cairn.client;

import dev.cairn.api.CairnJson;
import dev.cairn.api.Page;
import dev.cairn.api.dataset.DatasetView;
import dev.cairn.api.diagnosis.Diagnosis;
import dev.cairn.api.event.StudyEvent;
import dev.cairn.api.insight.HistoryView;
import dev.cairn.api.insight.ImportanceView;
import dev.cairn.api.insight.ParetoView;
import dev.cairn.api.lease.Directive;
import dev.cairn.api.lease.Handover;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.lease.NoWork;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.lease.Report;
import dev.cairn.api.study.StudyPatch;
import dev.cairn.api.study.StudySpec;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.study.WebhookDelivery;
import dev.cairn.api.task.TaskCatalogue;
import dev.cairn.api.transfer.CloneRequest;
import dev.cairn.api.transfer.Imported;
import dev.cairn.api.trial.Enqueued;
import dev.cairn.api.trial.Exclusion;
import dev.cairn.api.trial.LateMetrics;
import dev.cairn.api.trial.Measurement;
import dev.cairn.api.trial.PointsToTry;
import dev.cairn.api.trial.Purpose;
import dev.cairn.api.trial.ReplayView;
import dev.cairn.api.trial.SuggestionView;
import dev.cairn.api.trial.TrialView;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/**
 * The whole REST API. Safe for use by many threads.
 *
 * <p>Every method throws {@link ProblemException} when the service refuses and {@link UncheckedIOException} when it cannot be
 * reached or does not answer in time. An interrupted call throws the latter too, and leaves the thread's interrupt set.
 */
public final class CairnClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration HEALTH_TIMEOUT = Duration.ofSeconds(2);
    /** For bodies whose size nobody limits but the disk. */
    private static final Duration TRANSFER_TIMEOUT = Duration.ofMinutes(10);

    private static final String API = "/api/v1";
    private static final TypeReference<Page<StudyView>> STUDIES = new TypeReference<>() {};
    private static final TypeReference<Page<WebhookDelivery>> DELIVERIES = new TypeReference<>() {};
    private static final TypeReference<Page<StudyEvent>> EVENTS = new TypeReference<>() {};
    private static final TypeReference<Page<TrialView>> TRIALS = new TypeReference<>() {};
    private static final TypeReference<Page<TaskCatalogue>> CATALOGUES = new TypeReference<>() {};
    private static final TypeReference<Page<Measurement>> MEASUREMENTS = new TypeReference<>() {};
    private static final TypeReference<Page<DatasetView>> DATASETS = new TypeReference<>() {};

    private final URI url;
    private final Exchange exchange;
    private final Duration transferTimeout;

    /**
     * @param url scheme, host and port, such as {@code http://127.0.0.1:8080}; a path is kept as a prefix
     * @throws IllegalArgumentException if it is not an http or https address
     */
    public CairnClient(URI url) {
        this(url, CONNECT_TIMEOUT, TIMEOUT);
    }

    /** With the time to connect and the time each answer may take; a lease may take its hold on top. */
    public CairnClient(URI url, Duration connectTimeout, Duration timeout) {
        this(url, connectTimeout, timeout, TRANSFER_TIMEOUT);
    }

    /** @param transferTimeout the time a whole download or upload may take */
    CairnClient(URI url, Duration connectTimeout, Duration timeout, Duration transferTimeout) {
        boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!http || url.getHost() == null) {
            throw new IllegalArgumentException(
                    "the service's address must be like http://127.0.0.1:8080 but was '" + url + "'");
        }
        this.url = URI.create(url.toString().replaceAll("/+$", ""));
        this.exchange = new Exchange(this.url, connectTimeout, timeout);
        this.transferTimeout = transferTimeout;
    }

    /** As given, without a slash at the end. */
    public URI url() {
        return url;
    }

    /** Whether the service answers and calls itself ready. */
    public boolean isUp() {
        try {
            HttpRequest health = exchange.request("/actuator/health")
                    .timeout(HEALTH_TIMEOUT)
                    .GET()
                    .build();
            byte[] body = exchange.send(health).body();
            return "UP"
                    .equals(CairnJson.tolerant().readTree(body).path("status").asString(""));
        } catch (ProblemException | UncheckedIOException e) {
            return false;
        }
    }

    // Studies

    public StudyView createStudy(StudySpec spec) {
        return createStudy(CairnJson.strict().writeValueAsString(spec));
    }

    /** The specification as JSON, judged by the service: use it to show every violation with its place in the text. */
    public StudyView createStudy(String json) {
        return exchange.value(post(API + "/studies", json), StudyView.class);
    }

    public StudyView study(long id) {
        return exchange.value(get(API + "/studies/" + id), StudyView.class);
    }

    public Optional<StudyView> studyNamed(String name) {
        return exchange.value(get(API + "/studies" + query("name", name)), STUDIES).items().stream()
                .filter(study -> study.spec().name().equals(name))
                .findFirst();
    }

    public Page<StudyView> studies(@Nullable String cursor) {
        return exchange.value(get(API + "/studies" + query("cursor", cursor)), STUDIES);
    }

    public StudyView pause(long study) {
        return exchange.value(post(API + "/studies/" + study + "/pause", ""), StudyView.class);
    }

    public StudyView resume(long study) {
        return exchange.value(post(API + "/studies/" + study + "/resume", ""), StudyView.class);
    }

    public StudyView cancel(long study) {
        return exchange.value(post(API + "/studies/" + study + "/cancel", ""), StudyView.class);
    }

    /** Queues every failed trial again; reopens the study if it has ended. */
    public StudyView retryFailed(long study) {
        return exchange.value(post(API + "/studies/" + study + "/retry-failed", ""), StudyView.class);
    }

    /** Changes what the patch names; a larger budget reopens a study that has ended. */
    public StudyView changeStudy(long study, StudyPatch patch) {
        HttpRequest.Builder call = exchange.request(API + "/studies/" + study)
                .header("Content-Type", "application/json")
                .method("PATCH", BodyPublishers.ofString(CairnJson.strict().writeValueAsString(patch)));
        return exchange.value(call.build(), StudyView.class);
    }

    /**
     * Removes a study with everything it has.
     *
     * @param force even if it has not ended
     */
    public void deleteStudy(long study, boolean force) {
        String path = API + "/studies/" + study + query("force", Boolean.toString(force));
        exchange.send(exchange.request(path).DELETE().build());
    }

    /** A new study of the same specification, with the trials that have ended if that is asked for. */
    public StudyView cloneStudy(long study, CloneRequest request) {
        return exchange.value(post(API + "/studies/" + study + "/clone", request), StudyView.class);
    }

    /** Saves all of a study, a line of JSON each; the file appears whole or not at all. */
    public Path export(long study, Path to) {
        return save(API + "/studies/" + study + "/export", to);
    }

    /**
     * Brings ended trials in, all or none.
     *
     * @param type {@code application/x-ndjson} for an export, {@code text/csv} or {@code application/json} for Optuna's trials
     * @param repeat whether a point that the study has already may come once more
     */
    public Imported importTrials(long study, Path file, String type, boolean repeat, boolean dryRun) {
        String path = API + "/studies/" + study + "/trials/import"
                + query("repeat", Boolean.toString(repeat), "dryRun", Boolean.toString(dryRun));
        return exchange.value(upload(path, file, type), Imported.class);
    }

    /** What happened in a study after the event of that number; 0 for all. The page after begins after its last. */
    public Page<StudyEvent> events(long study, long after) {
        HttpRequest events = exchange.request(
                        API + "/studies/" + study + "/events" + query("after", Long.toString(after)))
                .setHeader("Accept", "application/json")
                .GET()
                .build();
        return exchange.value(events, EVENTS);
    }

    /** How telling the study's end to its webhook goes, the latest end first. */
    public List<WebhookDelivery> deliveries(long study) {
        return exchange.value(get(API + "/studies/" + study + "/deliveries"), DELIVERIES)
                .items();
    }

    /** How important each parameter was for reaching a study's best trials. */
    public ImportanceView importance(long study) {
        return exchange.value(get(API + "/studies/" + study + "/insights/importance"), ImportanceView.class);
    }

    /** How a study's best value improved over its trials. */
    public HistoryView history(long study) {
        return exchange.value(get(API + "/studies/" + study + "/insights/history"), HistoryView.class);
    }

    /** The trials of a study that no other beats. */
    public ParetoView pareto(long study) {
        return exchange.value(get(API + "/studies/" + study + "/insights/pareto"), ParetoView.class);
    }

    // Trials

    /** By number, ascending. */
    public Page<TrialView> trials(long study, Purpose purpose, @Nullable String cursor) {
        String path = API + "/studies/" + study + "/trials" + query("purpose", purpose.name(), "cursor", cursor);
        return exchange.value(get(path), TRIALS);
    }

    /** Every page of {@link #trials}. */
    public List<TrialView> allTrials(long study, Purpose purpose) {
        return all(cursor -> trials(study, purpose, cursor));
    }

    public TrialView trial(long id) {
        return exchange.value(get(API + "/trials/" + id), TrialView.class);
    }

    /** Queues trials at these points, all or none; they are leased before new suggestions. A dry run changes nothing. */
    public Enqueued enqueue(long study, PointsToTry points, boolean dryRun) {
        String path = API + "/studies/" + study + "/trials" + query("dryRun", Boolean.toString(dryRun));
        return exchange.value(post(path, points), Enqueued.class);
    }

    /** A queued trial ends at once, a running one when its worker hears of it. */
    public TrialView cancelTrial(long id) {
        return exchange.value(post(API + "/trials/" + id + "/cancel", ""), TrialView.class);
    }

    /** Queues a failed, infeasible or cancelled trial again; reopens its study if that has ended. */
    public TrialView retryTrial(long id) {
        return exchange.value(post(API + "/trials/" + id + "/retry", ""), TrialView.class);
    }

    /** Whether a trial shall teach nothing, from now on. */
    public TrialView exclude(long trial, boolean excluded) {
        return exchange.value(post(API + "/trials/" + trial + "/exclude", new Exclusion(excluded)), TrialView.class);
    }

    /** Adds what became known of a completed trial after its end; it counts from now on, also as the objective. */
    public TrialView measure(long trial, LateMetrics metrics) {
        return exchange.value(post(API + "/trials/" + trial + "/metrics", metrics), TrialView.class);
    }

    /** Why a trial's point was suggested. */
    public SuggestionView suggestion(long trial) {
        return exchange.value(get(API + "/trials/" + trial + "/suggestion"), SuggestionView.class);
    }

    /** What a trial's curve says of its training. */
    public Diagnosis diagnosis(long trial) {
        return exchange.value(get(API + "/trials/" + trial + "/diagnosis"), Diagnosis.class);
    }

    /**
     * What studies can search, and ready spaces.
     *
     * @param task a task's JSON type, or null for all
     */
    public List<TaskCatalogue> hyperparameters(@Nullable String task) {
        return exchange.value(get(API + "/hyperparameters" + query("task", task)), CATALOGUES)
                .items();
    }

    /** Computes a trial's suggestion again and compares. */
    public ReplayView replay(long trial) {
        return exchange.value(post(API + "/trials/" + trial + "/replay", ""), ReplayView.class);
    }

    /** The best completed search trial so far. */
    public TrialView best(long study) {
        return exchange.value(get(API + "/studies/" + study + "/best"), TrialView.class);
    }

    /** The learning curve, by step. */
    public List<Measurement> curve(long trial) {
        return all(cursor -> exchange.value(
                get(API + "/trials/" + trial + "/measurements" + query("cursor", cursor)), MEASUREMENTS));
    }

    /** The last lines that an attempt's training wrote. */
    public String log(long attempt) {
        byte[] text = exchange.send(get(API + "/attempts/" + attempt + "/log")).body();
        return new String(text, StandardCharsets.UTF_8);
    }

    /** Saves a trial's model; the file appears whole or not at all. */
    public Path model(long trial, Path to) {
        return save(API + "/trials/" + trial + "/model", to);
    }

    /** Saves the model of a study's winner; the file appears whole or not at all. */
    public Path bestModel(long study, Path to) {
        return save(API + "/studies/" + study + "/best/model", to);
    }

    // Data sets

    /** Stores a table; the same bytes again answer with what is there. */
    public DatasetView uploadDataset(String name, Path csv) {
        return exchange.value(upload(API + "/datasets" + query("name", name), csv, "text/csv"), DatasetView.class);
    }

    public Page<DatasetView> datasets(@Nullable String cursor) {
        return exchange.value(get(API + "/datasets" + query("cursor", cursor)), DATASETS);
    }

    /** By {@code sha256:} and 64 hex digits. */
    public DatasetView dataset(String address) {
        return exchange.value(get(API + "/datasets/" + hex(address)), DatasetView.class);
    }

    /**
     * Writes the table's bytes, as they were uploaded; the stream stays open.
     *
     * @throws IOException if the stream cannot be written to; never because of the service
     */
    public void datasetContent(String address, OutputStream to) throws IOException {
        exchange.download(get(API + "/datasets/" + hex(address) + "/content"), to, transferTimeout);
    }

    // The worker protocol

    /** A trial to run, if there is one. */
    public Optional<Lease> lease(LeaseRequest request) {
        return ask(request).lease();
    }

    /** A trial to run, or why there is none and when to ask again. Safe to repeat: the same request, the same grant. */
    public LeaseAnswer ask(LeaseRequest request) {
        String json = CairnJson.strict().writeValueAsString(request);
        Duration hold = Objects.requireNonNull(request.hold());
        HttpRequest.Builder call = exchange.request(API + "/leases", hold);
        HttpResponse<byte[]> answer = exchange.sendRepeatable(json(call, json).build());
        if (answer.statusCode() == 204) {
            long seconds = answer.headers().firstValueAsLong("Retry-After").orElse(1);
            String reason = answer.headers().firstValue(NoWork.HEADER).orElse("there is no work");
            return new LeaseAnswer(Optional.empty(), Duration.ofSeconds(seconds), NoWork.of(reason), reason);
        }
        Lease lease = CairnJson.tolerant().readValue(answer.body(), Lease.class);
        return new LeaseAnswer(Optional.of(lease), Duration.ZERO, Optional.empty(), "");
    }

    /** Sends points of the curve and renews the lease. Safe to repeat. */
    public Directive report(Lease lease, Report report) {
        byte[] answer =
                exchange.sendRepeatable(leased(lease, "/measurements", report)).body();
        return CairnJson.tolerant().readValue(answer, Directive.class);
    }

    /** Ends an attempt. Safe to repeat. */
    public Outcome.Answer finish(Lease lease, Outcome outcome) {
        byte[] answer =
                exchange.sendRepeatable(leased(lease, "/outcome", outcome)).body();
        return CairnJson.tolerant().readValue(answer, Outcome.Answer.class);
    }

    /** Ends an attempt and asks for the next trial in the same call, which does not wait. Safe to repeat. */
    public Handover.Answer handOver(Lease lease, Handover handover) {
        byte[] answer =
                exchange.sendRepeatable(leased(lease, "/handover", handover)).body();
        return CairnJson.tolerant().readValue(answer, Handover.Answer.class);
    }

    /** Uploads bytes, to be attached by an outcome. Safe to repeat. */
    public void putBlob(String sha256, byte[] bytes) {
        putBlob(sha256, BodyPublishers.ofByteArray(bytes));
    }

    /** Uploads a file, to be attached by an outcome. Safe to repeat. */
    public void putBlob(String sha256, Path file) {
        try {
            putBlob(sha256, BodyPublishers.ofFile(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void putBlob(String sha256, BodyPublisher body) {
        exchange.sendRepeatable(exchange.request(API + "/blobs/" + sha256)
                .timeout(transferTimeout)
                .header("Content-Type", "application/octet-stream")
                .PUT(body)
                .build());
    }

    /**
     * Writes the bytes of a blob; the stream stays open.
     *
     * @throws IOException if the stream cannot be written to; never because of the service
     */
    public void blob(String sha256, OutputStream to) throws IOException {
        exchange.download(get(API + "/blobs/" + sha256), to, transferTimeout);
    }

    private Path save(String path, Path to) {
        Path target = to.toAbsolutePath();
        try {
            Path folder = Files.createDirectories(Objects.requireNonNull(target.getParent()));
            Path part = Files.createTempFile(folder, ".cairn-", ".part");
            try {
                try (OutputStream out = Files.newOutputStream(part)) {
                    exchange.download(get(path), out, transferTimeout);
                }
                return Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> List<T> all(Function<@Nullable String, Page<T>> pages) {
        var items = new ArrayList<T>();
        String cursor = null;
        do {
            Page<T> page = pages.apply(cursor);
            items.addAll(page.items());
            cursor = page.next();
        } while (cursor != null);
        return items;
    }

    private HttpRequest get(String path) {
        return exchange.request(path).GET().build();
    }

    private HttpRequest post(String path, String json) {
        return json(exchange.request(path), json).build();
    }

    private HttpRequest upload(String path, Path file, String type) {
        try {
            return exchange.request(path)
                    .timeout(transferTimeout)
                    .header("Content-Type", type)
                    .POST(BodyPublishers.ofFile(file))
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpRequest post(String path, Object body) {
        return post(path, CairnJson.strict().writeValueAsString(body));
    }

    private HttpRequest leased(Lease lease, String what, Object body) {
        HttpRequest.Builder call =
                exchange.request(API + "/attempts/" + lease.attempt() + what).header(Lease.TOKEN_HEADER, lease.token());
        return json(call, CairnJson.strict().writeValueAsString(body)).build();
    }

    private static HttpRequest.Builder json(HttpRequest.Builder call, String json) {
        return json.isEmpty()
                ? call.POST(BodyPublishers.noBody())
                : call.header("Content-Type", "application/json").POST(BodyPublishers.ofString(json));
    }

    private static String hex(String address) {
        return address.startsWith("sha256:") ? address.substring("sha256:".length()) : address;
    }

    /** Names and values in turn; what is null is left out. */
    private static String query(@Nullable String... pairs) {
        var query = new StringBuilder();
        for (int i = 0; i < pairs.length; i += 2) {
            String value = pairs[i + 1];
            if (value != null) {
                query.append(query.isEmpty() ? '?' : '&')
                        .append(pairs[i])
                        .append('=')
                        .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
            }
        }
        return query.toString();
    }
}
