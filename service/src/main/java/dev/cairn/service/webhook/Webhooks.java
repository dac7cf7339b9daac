package dev.cairn.service.webhook;

import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.Webhook;
import dev.cairn.api.study.WebhookDelivery;
import dev.cairn.search.Violation;
import dev.cairn.service.web.ProblemException;
import java.net.UnknownHostException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Deliveries as rows: written with the study's end, claimed by any replica. */
@Repository
public class Webhooks {
    private static final Logger log = LoggerFactory.getLogger(Webhooks.class);

    private final JdbcClient jdbc;
    private final WebhookSettings settings;

    Webhooks(JdbcClient jdbc, WebhookSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    /**
     * Whether deliveries to it can be expected to succeed, as far as can be known now.
     *
     * @throws ProblemException INVALID_REQUEST if not
     */
    public void check(@Nullable Webhook webhook) {
        if (webhook == null) {
            return;
        }
        if (settings.secret().isEmpty()) {
            throw refused(
                    "/webhook", "this service has no secret to sign with; its operator can set CAIRN_WEBHOOK_SECRET");
        }
        try {
            Targets.resolve(webhook.uri().getHost(), settings.allowPrivate());
        } catch (ForbiddenTargetException e) {
            throw refused("/webhook/url", String.valueOf(e.getMessage()));
        } catch (UnknownHostException e) {
            log.debug(
                    "{} is not known yet; it may be at the study's end",
                    webhook.uri().getHost());
        }
    }

    private static ProblemException refused(String pointer, String message) {
        return ProblemException.of(ProblemCode.INVALID_REQUEST, List.of(new Violation(pointer, message)));
    }

    /**
     * One delivery that an attempt is due for.
     *
     * @param body JSON, the same in every attempt
     * @param seconds since 1970, by the database
     */
    record Due(long id, String url, String body, long seconds) {}

    /** Claims one. Should its claimer die, it is due again later, like one that failed: 15 s, 30 s, … at most an hour later. */
    Optional<Due> claim() {
        String sql = """
                with picked as (
                    select id from webhook_delivery where next_attempt_at <= cairn_now()
                    order by next_attempt_at limit 1 for update skip locked)
                update webhook_delivery d set attempts = d.attempts + 1,
                    next_attempt_at = cairn_now() + least(interval '1 hour', interval '15 s' * 2 ^ least(d.attempts, 10))
                from picked p where d.id = p.id
                returning d.id, d.url, d.body, extract(epoch from cairn_now())::bigint as seconds
                """;
        return jdbc.sql(sql)
                .query((row, index) ->
                        new Due(row.getLong("id"), row.getString("url"), row.getString("body"), row.getLong("seconds")))
                .optional();
    }

    void delivered(long id, String answer) {
        jdbc.sql("""
                        update webhook_delivery set last_answer = :answer, next_attempt_at = null,
                            delivered_at = cairn_now(), given_up_at = null
                        where id = :id and delivered_at is null
                        """).param("id", id).param("answer", answer).update();
    }

    /** Gives it up when the study ended more than a day ago. */
    void failed(long id, String answer) {
        jdbc.sql("""
                        update webhook_delivery set last_answer = :answer,
                            given_up_at = case when created_at < cairn_now() - interval '1 day' then cairn_now() end,
                            next_attempt_at = case when created_at >= cairn_now() - interval '1 day' then next_attempt_at end
                        where id = :id and delivered_at is null
                        """).param("id", id).param("answer", answer).update();
    }

    /** Of a study, the latest first. */
    List<WebhookDelivery> list(long study) {
        return jdbc.sql("""
                        select id, url, attempts, last_answer, created_at, next_attempt_at, delivered_at, given_up_at
                        from webhook_delivery where study_id = :study order by id desc
                        """).param("study", study).query(Webhooks::delivery).list();
    }

    private static WebhookDelivery delivery(ResultSet row, int index) throws SQLException {
        Instant delivered = instant(row, "delivered_at");
        Instant givenUp = instant(row, "given_up_at");
        WebhookDelivery.State state = delivered != null
                ? WebhookDelivery.State.DELIVERED
                : givenUp != null ? WebhookDelivery.State.GIVEN_UP : WebhookDelivery.State.PENDING;
        return new WebhookDelivery(
                row.getLong("id"),
                row.getString("url"),
                state,
                row.getInt("attempts"),
                row.getString("last_answer"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                instant(row, "next_attempt_at"),
                delivered == null ? givenUp : delivered);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
