package dev.cairn.benchmarks.server;

import java.util.UUID;

/** A worker that speaks HTTP on one kept connection and trains nothing. */
public final class HttpWorker implements Cycle {
    private static final String OUTCOME = "{\"result\":\"COMPLETED\",\"metrics\":{\"loss\":0.5}}";

    private static final int NOTHING = 204;

    private final RawHttp http;
    private final String known;
    private final String ask;
    private final String next;

    /** @param number makes the worker's name */
    public HttpWorker(MeasuredService service, long study, int number) {
        this(service.port(), service.workerHeader(), study, number);
    }

    /** @param port of the replica that is asked, which must not ask who calls */
    public HttpWorker(int port, long study, int number) {
        this(port, "", study, number);
    }

    private HttpWorker(int port, String who, long study, int number) {
        this.http = new RawHttp(port);
        this.known = who;
        String worker = "\"worker\":{\"name\":\"worker-" + number + "\"},\"study\":" + study;
        this.ask = worker + ",\"hold\":\"PT5S\"}";
        this.next = worker + "}}";
    }

    /** The lease that the worker holds. */
    public record Held(String attempt, String token) {
        static Held in(String answer) {
            return new Held(field(answer, "\"attempt\":", ','), field(answer, "\"token\":\"", '"'));
        }

        private static String field(String json, String before, char end) {
            int begin = json.indexOf(before);
            if (begin < 0) {
                throw new IllegalStateException("there is no lease in " + json);
            }
            begin += before.length();
            return json.substring(begin, json.indexOf(end, begin));
        }

        private String header() {
            return "Cairn-Lease: " + token + "\r\n";
        }
    }

    private String request() {
        return "{\"request\":\"" + UUID.randomUUID() + "\"," + ask;
    }

    /** Asks until there is a trial. */
    public Held lease() {
        RawHttp.Answer answer = http.post("/api/v1/leases", known, request());
        while (answer.status() == NOTHING) {
            answer = http.post("/api/v1/leases", known, request());
        }
        return Held.in(answer.ok());
    }

    public void report(Held held, long step) {
        String json = "{\"measurements\":[{\"step\":" + step + ",\"metrics\":{\"loss\":0.5,\"accuracy\":0.75}}]}";
        http.post("/api/v1/attempts/" + held.attempt() + "/measurements", known + held.header(), json)
                .ok();
    }

    public void complete(Held held) {
        http.post("/api/v1/attempts/" + held.attempt() + "/outcome", known + held.header(), OUTCOME)
                .ok();
    }

    /** Completes a trial and gets the next, which must be queued, in one call. */
    public Held handOver(Held held) {
        String json = "{\"outcome\":" + OUTCOME + ",\"next\":{" + "\"request\":\"" + UUID.randomUUID() + "\"," + next;
        return Held.in(http.post("/api/v1/attempts/" + held.attempt() + "/handover", known + held.header(), json)
                .ok());
    }

    /** Leases a trial and completes it, in two calls. */
    @Override
    public void run() {
        complete(lease());
    }

    @Override
    public void close() {
        http.close();
    }
}
