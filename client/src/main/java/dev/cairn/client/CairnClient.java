package dev.cairn.client;

import dev.cairn.api.CairnJson;
import dev.cairn.api.Page;
import dev.cairn.api.dataset.DatasetView;
import dev.cairn.api.lease.Directive;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.lease.Report;
import dev.cairn.api.study.StudySpec;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.task.TaskCatalogue;
import dev.cairn.api.trial.Enqueued;
import dev.cairn.api.trial.PointsToTry;
import dev.cairn.api.trial.Purpose;
import dev.cairn.api.trial.TrialView;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/**
 * The whole REST API, a group of calls each. Safe for use by many threads; make one and keep it.
 *
 * <p>Every call throws {@link ProblemException} when the service refuses and {@link UncheckedIOException} when it cannot be
 * reached or does not answer in time. An interrupted call throws the latter too, and leaves the thread's interrupt set. A call
 * that can be repeated without harm is, while the service is away or overloaded, for {@link CairnClientBuilder#retryFor so long}.
 */
public final class CairnClient {
    private static final Duration HEALTH_TIMEOUT = Duration.ofSeconds(2);
    private static final TypeReference<Page<TaskCatalogue>> CATALOGUES = new TypeReference<>() {};
    /** Threads end when they have had nothing to do for a minute, and keep no program running. */
    private static final ExecutorService LATER = Executors.newCachedThreadPool(call -> {
        var thread = new Thread(call, "cairn-client");
        thread.setDaemon(true);
        return thread;
    });

    private final ClientSettings settings;
    private final Exchange exchange;

    CairnClient(ClientSettings settings) {
        this.settings = settings;
        this.exchange = new Exchange(settings);
    }

    public static CairnClientBuilder builder() {
        return new CairnClientBuilder();
    }

    /** Of {@code CAIRN_URL}, a service on this machine if that is not set, with the token {@code CAIRN_TOKEN} if that is set. */
    public static CairnClient fromEnvironment() {
        return builder().environment(System.getenv()).build();
    }

    /** Tokens, projects, the audit. */
    public Access access() {
        return new Access(exchange);
    }

    /** As given, without a slash at the end. */
    public URI url() {
        return settings.url();
    }

    /** The same for whoever has a patience of its own: every call fails as soon as it does. */
    public CairnClient withoutRetries() {
        return new CairnClient(settings.retryingFor(Duration.ZERO));
    }

    /**
     * Makes calls on a thread of its own: {@code client.async(c -> c.studies().get(7))}. What a call throws, the future completes
     * with; cancelling it interrupts the call.
     */
    public <T> CompletableFuture<T> async(Function<CairnClient, T> calls) {
        var result = new CompletableFuture<T>();
        Future<?> running = LATER.submit(() -> {
            try {
                result.complete(calls.apply(this));
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        result.whenComplete((value, failure) -> {
            if (result.isCancelled()) {
                running.cancel(true);
            }
        });
        return result;
    }

    /** Whether the service answers and calls itself ready. Asked once, with little patience. */
    public boolean isUp() {
        try {
            HttpRequest health = exchange.plain("/actuator/health")
                    .timeout(HEALTH_TIMEOUT)
                    .GET()
                    .build();
            byte[] body = exchange.sendOnce(health).body();
            return "UP"
                    .equals(CairnJson.tolerant().readTree(body).path("status").asString(""));
        } catch (ProblemException | UncheckedIOException e) {
            return false;
        }
    }

    /** @throws IllegalArgumentException if there is no study of that name */
    public Study study(String name) {
        return Study.named(this, name);
    }

    /**
     * Creates a study, or opens the one of that name if it is the same. What the specification leaves open does not count.
     *
     * @throws DifferentStudyException saying what differs
     */
    public Study study(StudySpec spec) {
        return Study.of(this, spec);
    }

    Exchange exchange() {
        return exchange;
    }

    public Studies studies() {
        return new Studies(exchange);
    }

    public Trials trials() {
        return new Trials(exchange);
    }

    public Datasets datasets() {
        return new Datasets(exchange);
    }

    public Leases leases() {
        return new Leases(exchange);
    }

    public Blobs blobs() {
        return new Blobs(exchange);
    }

    public Insights insights() {
        return new Insights(exchange);
    }

    /**
     * What studies can search, and ready spaces.
     *
     * @param task a task's JSON type, or null for all
     */
    public List<TaskCatalogue> hyperparameters(@Nullable String task) {
        return exchange.value(exchange.get("/hyperparameters" + Addresses.query("task", task)), CATALOGUES)
                .items();
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "CairnClient[" + settings + "]";
    }

    // Until everything speaks with the groups above.

    public CairnClient(URI url) {
        this(CairnClient.builder().url(url).retryFor(Duration.ZERO).settings());
    }

    public StudyView createStudy(StudySpec spec) {
        return studies().create(spec);
    }

    public StudyView createStudy(String json) {
        return studies().create(json);
    }

    public StudyView study(long id) {
        return studies().get(id);
    }

    public Optional<StudyView> studyNamed(String name) {
        return studies().named(name);
    }

    public StudyView pause(long study) {
        return studies().pause(study);
    }

    public StudyView resume(long study) {
        return studies().resume(study);
    }

    public StudyView cancel(long study) {
        return studies().cancel(study);
    }

    public TrialView trial(long id) {
        return trials().get(id);
    }

    public TrialView best(long study) {
        return studies().best(study);
    }

    public List<TrialView> allTrials(long study, Purpose purpose) {
        return trials().all(study, purpose);
    }

    public Enqueued enqueue(long study, PointsToTry points, boolean dryRun) {
        return studies().enqueue(study, points, dryRun);
    }

    public DatasetView uploadDataset(String name, Path csv) {
        return datasets().upload(name, csv);
    }

    public Optional<Lease> lease(LeaseRequest request) {
        return leases().take(request);
    }

    public LeaseAnswer ask(LeaseRequest request) {
        return leases().ask(request);
    }

    public Directive report(Lease lease, Report report) {
        return leases().report(lease, report);
    }

    public Outcome.Answer finish(Lease lease, Outcome outcome) {
        return leases().finish(lease, outcome);
    }

    public void putBlob(String sha256, byte[] bytes) {
        blobs().put(sha256, bytes);
    }
}
