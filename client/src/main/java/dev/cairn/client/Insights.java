package dev.cairn.client;

import dev.cairn.api.insight.HistoryView;
import dev.cairn.api.insight.ImportanceView;
import dev.cairn.api.insight.ParetoView;
import dev.cairn.api.insight.SqlView;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;

/** {@code /studies/{id}/insights} and {@code /view}: what a study's trials say together. */
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

    /** Asks for a wide SQL view of the study; asking twice is asking once. It has no name until it is made, some seconds later. */
    public SqlView requestView(long study) {
        HttpRequest request =
                exchange.call(viewOf(study)).PUT(BodyPublishers.noBody()).build();
        return exchange.value(request, SqlView.class);
    }

    /** The study's wide SQL view, if somebody asked for one. */
    public SqlView view(long study) {
        return exchange.value(exchange.get(viewOf(study)), SqlView.class);
    }

    /** Has the view dropped, some seconds later. */
    public void withdrawView(long study) {
        exchange.send(exchange.call(viewOf(study)).DELETE().build());
    }

    private static String viewOf(long study) {
        return "/studies/" + study + "/view";
    }

    private <T> T read(long study, String what, Class<T> type) {
        return exchange.value(exchange.get("/studies/" + study + "/insights/" + what), type);
    }
}
