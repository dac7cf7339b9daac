package dev.cairn.client;

import dev.cairn.api.insight.HistoryView;
import dev.cairn.api.insight.ImportanceView;
import dev.cairn.api.insight.ParetoView;

/** {@code /studies/{id}/insights}: what a study's trials say together. */
public final class Insights {
    private final Exchange exchange;

    Insights(Exchange exchange) {
        this.exchange = exchange;
    }

    /** How important each parameter was for reaching a study's best trials. */
    public ImportanceView importance(long study) {
        return read(study, "importance", ImportanceView.class);
    }

    /** How a study's best value improved over its trials. */
    public HistoryView history(long study) {
        return read(study, "history", HistoryView.class);
    }

    /** The trials of a study that no other beats. */
    public ParetoView pareto(long study) {
        return read(study, "pareto", ParetoView.class);
    }

    private <T> T read(long study, String what, Class<T> type) {
        return exchange.value(exchange.get("/studies/" + study + "/insights/" + what), type);
    }
}
