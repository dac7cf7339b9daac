package dev.cairn.client;

import dev.cairn.api.CairnJson;
import dev.cairn.api.Page;
import dev.cairn.api.study.StudySpec;
import dev.cairn.api.task.TaskCatalogue;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
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
}
