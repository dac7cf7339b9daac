package dev.cairn.client;

import dev.cairn.api.CairnJson;
import dev.cairn.api.lease.Directive;
import dev.cairn.api.lease.Handover;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.lease.NoWork;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.lease.Report;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** {@code /leases} and {@code /attempts}: what a worker says. Every call has an id of its own and is safe to repeat. */
public final class Leases {
    private static final int NO_CONTENT = 204;

    private final Exchange exchange;

    Leases(Exchange exchange) {
        this.exchange = exchange;
    }

    /** A trial to run, if there is one. */
    public Optional<Lease> take(LeaseRequest request) {
        return ask(request).lease();
    }

    /** A trial to run, or why there is none and when to ask again. The same request, the same grant. */
    public LeaseAnswer ask(LeaseRequest request) {
        Duration hold = Objects.requireNonNull(request.hold());
        HttpRequest.Builder call = exchange.call("/leases", hold);
        HttpResponse<byte[]> answer =
                exchange.sendRepeatable(Exchange.json(call, CairnJson.strict().writeValueAsString(request))
                        .build());
        if (answer.statusCode() == NO_CONTENT) {
            long seconds = answer.headers().firstValueAsLong("Retry-After").orElse(1);
            String reason = answer.headers().firstValue(NoWork.HEADER).orElse("there is no work");
            return new LeaseAnswer(Optional.empty(), Duration.ofSeconds(seconds), NoWork.of(reason), reason);
        }
        Lease lease = CairnJson.tolerant().readValue(answer.body(), Lease.class);
        return new LeaseAnswer(Optional.of(lease), Duration.ZERO, Optional.empty(), "");
    }

    /** Sends points of the curve and renews the lease. */
    public Directive report(Lease lease, Report report) {
        return send(lease, "/measurements", report, Directive.class);
    }

    /** Ends an attempt. */
    public Outcome.Answer finish(Lease lease, Outcome outcome) {
        return send(lease, "/outcome", outcome, Outcome.Answer.class);
    }

    /** Ends an attempt and asks for the next trial in the same call, which does not wait. */
    public Handover.Answer handOver(Lease lease, Handover handover) {
        return send(lease, "/handover", handover, Handover.Answer.class);
    }

    private <T> T send(Lease lease, String what, Object body, Class<T> type) {
        HttpRequest.Builder call =
                exchange.call("/attempts/" + lease.attempt() + what).header(Lease.TOKEN_HEADER, lease.token());
        byte[] answer = exchange.sendRepeatable(
                        Exchange.json(call, CairnJson.strict().writeValueAsString(body))
                                .build())
                .body();
        return CairnJson.tolerant().readValue(answer, type);
    }
}
