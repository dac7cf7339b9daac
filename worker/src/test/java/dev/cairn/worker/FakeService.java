package dev.cairn.worker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.cairn.api.CairnJson;
import dev.cairn.api.lease.Checkpoint;
import dev.cairn.api.lease.Directive;
import dev.cairn.api.lease.Handover;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.lease.Report;
import dev.cairn.api.problem.Problem;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.trial.Measurement;
import dev.cairn.api.trial.TrialState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A real HTTP server that speaks the worker protocol and can misbehave; it stands for the service, which lives elsewhere. */
final class FakeService implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    /** What asks are answered with, one after the other; empty: there is nothing. */
    private final BlockingQueue<Optional<Lease>> queue = new LinkedBlockingQueue<>();

    private final Map<UUID, Lease> grants = new ConcurrentHashMap<>();
    private final Map<Long, BlockingQueue<Outcome>> outcomes = new ConcurrentHashMap<>();
    private final Map<Long, BlockingQueue<Report>> reports = new ConcurrentHashMap<>();
    private final Map<Long, Directive.Kind> directives = new ConcurrentHashMap<>();

    final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
    final Map<String, byte[]> datasets = new ConcurrentHashMap<>();
    /** Of every ask that was answered, repetitions too. */
    final List<UUID> asks = new CopyOnWriteArrayList<>();
    /** How many of the next grants are made and then lost on their way. */
    final AtomicInteger lostGrants = new AtomicInteger();
    /** Refuses everything about these attempts. */
    final Map<Long, ProblemCode> refusals = new ConcurrentHashMap<>();
    /** Refuses the first outcome of these attempts. */
    final Map<Long, ProblemCode> refusedOutcomes = new ConcurrentHashMap<>();
    /** How many of the next reports and outcomes find the service away. */
    final AtomicInteger away = new AtomicInteger();

    /** The attempts of refused calls, in the order of arrival. */
    final BlockingQueue<Long> refused = new LinkedBlockingQueue<>();
    /** Transfers wait for these, by digest of the data set. */
    final Map<String, CountDownLatch> heldDatasets = new ConcurrentHashMap<>();
    /** The digests of uploads that wait until they are let go. */
    final BlockingQueue<String> heldUploads = new LinkedBlockingQueue<>();

    /** Attempts that were granted with the outcome of another. */
    final List<Long> handedOver = new CopyOnWriteArrayList<>();

    volatile CountDownLatch uploads = new CountDownLatch(0);
    volatile Duration leaseDuration = Duration.ofSeconds(30);

    FakeService() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/api/v1/leases", exchange -> handle(exchange, this::lease));
        server.createContext("/api/v1/attempts/", exchange -> handle(exchange, this::attempt));
        server.createContext("/api/v1/blobs/", exchange -> handle(exchange, this::blob));
        server.createContext("/api/v1/datasets/", exchange -> handle(exchange, this::dataset));
        server.start();
    }

    private interface Handler {
        void handle(HttpExchange exchange, byte[] body) throws IOException, InterruptedException;
    }

    private static void handle(HttpExchange exchange, Handler handler) throws IOException {
        try (exchange) {
            handler.handle(exchange, exchange.getRequestBody().readAllBytes());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    void grant(Lease lease) {
        outcomes.put(lease.attempt(), new LinkedBlockingQueue<>());
        reports.put(lease.attempt(), new LinkedBlockingQueue<>());
        queue.add(Optional.of(lease));
    }

    /** Answers the next ask with nothing. */
    void turnAway() {
        queue.add(Optional.empty());
    }

    /** From the next report on. */
    void direct(long attempt, Directive.Kind directive) {
        directives.put(attempt, directive);
    }

    Outcome outcome(Lease lease) throws InterruptedException {
        Outcome outcome = outcomes.get(lease.attempt()).poll(120, TimeUnit.SECONDS);
        if (outcome == null) {
            throw new AssertionError("no outcome in time; reports: " + reports.get(lease.attempt()));
        }
        return outcome;
    }

    /** The next report that has measurements or has not, as asked. */
    Report report(Lease lease, boolean withMeasurements) throws InterruptedException {
        while (true) {
            Report report = reports.get(lease.attempt()).poll(120, TimeUnit.SECONDS);
            if (report == null) {
                throw new AssertionError("no report in time");
            }
            if (report.measurements().isEmpty() != withMeasurements) {
                return report;
            }
        }
    }

    /** Points by step, once there are some up to this one. */
    Map<Long, Map<String, Double>> curve(Lease lease, long until) throws InterruptedException {
        var points = new TreeMap<Long, Map<String, Double>>();
        while (!points.containsKey(until)) {
            for (Measurement point : report(lease, true).measurements()) {
                points.put(point.step(), point.metrics());
            }
        }
        return points;
    }

    /** The next checkpoint that a report names. */
    Checkpoint checkpoint(Lease lease) throws InterruptedException {
        while (true) {
            Report report = reports.get(lease.attempt()).poll(120, TimeUnit.SECONDS);
            if (report == null) {
                throw new AssertionError("no report in time");
            }
            if (report.checkpoint() != null) {
                return report.checkpoint();
            }
        }
    }

    /** Forgets what was reported so far. */
    void forgetReports(Lease lease) {
        reports.get(lease.attempt()).clear();
    }

    /** Every step that was reported or came with the outcome, in the order of arrival. */
    List<Long> steps(Lease lease, Outcome outcome) {
        var steps = new CopyOnWriteArrayList<Measurement>();
        reports.get(lease.attempt()).forEach(report -> steps.addAll(report.measurements()));
        steps.addAll(outcome.measurements());
        return steps.stream().map(Measurement::step).toList();
    }

    private void lease(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        LeaseRequest request = CairnJson.strict().readValue(body, LeaseRequest.class);
        Lease lease = grants.get(request.request());
        if (lease == null) {
            Optional<Lease> next = queue.poll(request.hold().toMillis(), TimeUnit.MILLISECONDS);
            lease = next == null ? null : next.orElse(null);
        }
        asks.add(request.request());
        if (lease == null) {
            exchange.getResponseHeaders().add("Retry-After", "0");
            exchange.sendResponseHeaders(204, -1);
            return;
        }
        grants.put(request.request(), lease);
        if (lostGrants.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            // Closed without an answer.
            return;
        }
        answer(exchange, 200, lease);
    }

    private void attempt(HttpExchange exchange, byte[] body) throws IOException {
        String[] path = exchange.getRequestURI().getPath().split("/");
        long attempt = Long.parseLong(path[4]);
        if (!("token-" + attempt).equals(exchange.getRequestHeaders().getFirst(Lease.TOKEN_HEADER))) {
            refuse(exchange, ProblemCode.UNAUTHORIZED);
        } else if (refusals.containsKey(attempt)) {
            refused.add(attempt);
            refuse(exchange, refusals.get(attempt));
        } else if (away.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            refuse(exchange, ProblemCode.UNAVAILABLE);
        } else if (!path[5].equals("measurements") && refusedOutcomes.containsKey(attempt)) {
            refuse(exchange, refusedOutcomes.remove(attempt));
        } else if (path[5].equals("outcome")) {
            outcomes.get(attempt).add(CairnJson.strict().readValue(body, Outcome.class));
            answer(exchange, 200, new Outcome.Answer(attempt, TrialState.COMPLETED));
        } else if (path[5].equals("handover")) {
            handOver(exchange, attempt, CairnJson.strict().readValue(body, Handover.class));
        } else {
            reports.get(attempt).add(CairnJson.strict().readValue(body, Report.class));
            Directive.Kind directive = directives.getOrDefault(attempt, Directive.Kind.CONTINUE);
            answer(exchange, 200, new Directive(directive, leaseDuration));
        }
    }

    private void handOver(HttpExchange exchange, long attempt, Handover handover) throws IOException {
        Optional<Lease> head = queue.peek();
        boolean granted = head != null && head.isPresent() && queue.remove(head);
        // Last: a test that has seen the outcome may grant what shall not come with it.
        outcomes.get(attempt).add(handover.outcome());
        if (granted) {
            grants.put(handover.next().request(), head.get());
            handedOver.add(head.get().attempt());
        }
        var ended = new Outcome.Answer(attempt, TrialState.COMPLETED);
        answer(exchange, 200, new Handover.Answer(ended, granted ? head.get() : null));
    }

    private void blob(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        String digest = last(exchange);
        if (exchange.getRequestMethod().equals("GET")) {
            download(exchange, blobs.get(digest));
            return;
        }
        heldUploads.add(digest);
        uploads.await();
        if (!sha256(body).equals(digest)) {
            refuse(exchange, ProblemCode.DIGEST_MISMATCH);
            return;
        }
        blobs.put(digest, body);
        exchange.sendResponseHeaders(204, -1);
    }

    private void dataset(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        String[] path = exchange.getRequestURI().getPath().split("/");
        heldDatasets.getOrDefault(path[4], new CountDownLatch(0)).await();
        download(exchange, datasets.get(path[4]));
    }

    private static void download(HttpExchange exchange, byte @Nullable [] bytes) throws IOException {
        if (bytes == null) {
            refuse(exchange, ProblemCode.NOT_FOUND);
            return;
        }
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static String last(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void refuse(HttpExchange exchange, ProblemCode code) throws IOException {
        answer(exchange, code.status(), Problem.of(code, null));
    }

    private static void answer(HttpExchange exchange, int status, Object value) throws IOException {
        byte[] bytes = CairnJson.strict().writeValueAsBytes(value);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
