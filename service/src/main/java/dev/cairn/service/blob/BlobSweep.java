package dev.cairn.service.blob;

import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Removes blobs that nothing names a day after they were sent last: what no outcome attached, checkpoints that later ones
 * replaced, and all that deleted studies leave behind. Every replica sweeps; {@code skip locked} keeps them apart.
 */
@Component
class BlobSweep {
    private static final Logger log = LoggerFactory.getLogger(BlobSweep.class);
    /** Up to 256 chunks each. */
    private static final int AT_ONCE = 20;

    private static final String IS_UNNAMED = """
            not exists (select 1 from artifact a where a.project_id = b.project_id and a.sha256 = b.sha256)
                and not exists (select 1 from dataset d where d.project_id = b.project_id and d.sha256 = b.sha256)
            """;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    BlobSweep(JdbcClient jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    @Scheduled(fixedDelayString = "PT10M", initialDelayString = "PT1M")
    void sweep() {
        try {
            long removed = 0;
            int picked = AT_ONCE;
            while (picked == AT_ONCE) {
                picked = Objects.requireNonNull(transaction.execute(status -> removeSome()));
                removed += picked;
            }
            if (removed > 0) {
                log.info("{} blobs that nothing names are removed", removed);
            }
        } catch (DataAccessException | TransactionException e) {
            log.warn(
                    "The sweep of blobs has to wait: {}",
                    NestedExceptionUtils.getMostSpecificCause(e).getMessage());
        }
    }

    /** A blob whose row is locked. */
    private record Picked(long project, byte[] sha256) {}

    /**
     * Who names a blob locks its row by the foreign key, so that it is skipped here; from our lock on who wants to name it waits,
     * and then finds that it is not there. What was named just before our lock only the second statement sees.
     *
     * @return how many were picked
     */
    private int removeSome() {
        List<Picked> picked = jdbc.sql("""
                        select b.project_id, b.sha256 from blob b
                        where b.uploaded_at < cairn_now() - interval '1 day' and %s
                        order by b.uploaded_at limit :most for update skip locked
                        """.formatted(IS_UNNAMED))
                .param("most", AT_ONCE)
                .query((row, index) -> new Picked(row.getLong(1), row.getBytes(2)))
                .list();
        jdbc.sql("""
                        delete from blob b using unnest(:projects::bigint[], :digests::bytea[]) as p (project_id, sha256)
                        where b.project_id = p.project_id and b.sha256 = p.sha256 and %s
                        """.formatted(IS_UNNAMED))
                .param("projects", picked.stream().map(Picked::project).toArray(Long[]::new))
                .param("digests", picked.stream().map(Picked::sha256).toArray(byte[][]::new))
                .update();
        return picked.size();
    }
}
