package dev.cairn.service.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.service.Fixtures;
import dev.cairn.service.web.ProblemException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitsTest {
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void tenSecondsWorthMayComeAtOnceAndThenTheRate() {
        var limits = new RateLimits(2, nanos::get);
        for (int i = 0; i < 20; i++) {
            limits.count("ann");
        }
        assertThatThrownBy(() -> limits.count("ann"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("2 calls a second");
        assertThatCode(() -> limits.count("bob")).doesNotThrowAnyException();

        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(500));

        assertThatCode(() -> limits.count("ann")).doesNotThrowAnyException();
        assertThatThrownBy(() -> limits.count("ann")).isInstanceOf(ProblemException.class);
    }

    @Test
    void aRefusedCallUsesNothingUp() {
        var limits = new RateLimits(1, nanos::get);
        for (int i = 0; i < 10; i++) {
            limits.count("ann");
        }
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> limits.count("ann")).isInstanceOf(ProblemException.class);
        }
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThatCode(() -> limits.count("ann")).doesNotThrowAnyException();
    }

    @Test
    void zeroIsNoLimit() {
        var limits = new RateLimits(0, nanos::get);
        for (int i = 0; i < 1000; i++) {
            limits.count("ann");
        }
    }

    @Test
    void whoCallsTooOftenIsToldWhenToComeBackAndWorkersAreNot() {
        try (var guarded = new Guarded("--cairn.access.rate=1")) {
            Guarded.Answer answer = guarded.get(Guarded.ADMIN, "/me");
            for (int i = 0; i < 40 && answer.status() == 200; i++) {
                answer = guarded.get(Guarded.ADMIN, "/me");
            }

            assertThat(answer.code()).isEqualTo("RATE_LIMITED");
            assertThat(answer.status()).isEqualTo(429);
            assertThat(answer.head().headers().firstValue("Retry-After")).hasValue("1");
            for (int i = 0; i < 40; i++) {
                assertThat(guarded.get(Guarded.WORKER, "/me").status()).isEqualTo(200);
            }
        }
    }

    @Test
    void repetitionsUnderAKeyAreCountedLikeTheFirst() {
        try (var guarded = new Guarded("--cairn.access.rate=1")) {
            Map<String, String> key = Map.of("Idempotency-Key", "again");
            String body = Fixtures.study("repeated", 3, "");
            Guarded.Answer first = guarded.call(Guarded.ADMIN, "POST", "/studies", body, key);
            assertThat(first.status()).isEqualTo(201);
            int replayed = 0;
            Guarded.Answer answer = first;
            while (answer.status() == 201 && replayed < 40) {
                answer = guarded.call(Guarded.ADMIN, "POST", "/studies", body, key);
                replayed++;
            }

            assertThat(answer.code()).isEqualTo("RATE_LIMITED");
            // Once each: ten at once, the first among them, and one more for each second that this took.
            assertThat(replayed).isGreaterThanOrEqualTo(10);
        }
    }
}
