package dev.cairn.service.lease;

/**
 * What is known of the workers, as SQL. A trial that ran out of memory waits for one that offers more than was too little; where
 * there is none it has ended. A worker counts while it asks, or runs something.
 */
final class Fleet {
    /** Longer than a worker that finds nothing stays away between two asks. */
    private static final String RECENTLY = "interval '3 minutes'";

    /** Whether a worker that asks with {@code :memory} and {@code :deviceMemory} offers more than was too little for {@code t}. */
    static final String OFFERS_MORE = """
            ((t.memory_above is null or t.memory_above < :memory::int)
                and (t.device_memory_above is null or t.device_memory_above < :deviceMemory::int))
            """;

    private Fleet() {}

    /** Whether a worker asks, or runs something. */
    static String isThere(String worker) {
        return """
                ($worker.last_seen_at > cairn_now() - $recently
                    or exists (select 1 from attempt r where r.worker_id = $worker.id and r.state = 'RUNNING'))
                """.replace("$worker", worker).replace("$recently", RECENTLY);
    }

    /**
     * Whether a worker is there that trains a study's task and offers more.
     *
     * @param study a row with {@code project_id} and {@code task_type}
     * @param trial a row with {@code memory_above} and {@code device_memory_above}
     */
    static String hasMore(String study, String trial) {
        return """
                exists (select 1 from worker w
                    where w.project_id = $study.project_id
                        and case when $study.task_type is null then cardinality(w.tasks) = 0
                            else w.tasks @> array[$study.task_type] end
                        and ($trial.memory_above is null or w.memory_mebibytes > $trial.memory_above)
                        and ($trial.device_memory_above is null or w.device_memory_mebibytes > $trial.device_memory_above)
                        and $there)
                """.replace("$study", study).replace("$trial", trial).replace("$there", isThere("w"));
    }
}
