package dev.cairn.service.contract;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Sends a service requests made from its contract, and notes what it should not have answered. */
public final class Fuzz {
    private static final int MOST_FOUND = 20;

    private final Contract contract;
    private final int port;
    private final Map<Pattern, String> patterns;
    private final Map<Integer, Integer> statuses = new TreeMap<>();
    private final Map<String, String> found = new TreeMap<>();

    public Fuzz(Contract contract, int port) {
        this.contract = contract;
        this.port = port;
        this.patterns = contract.document().path("paths").propertyNames().stream()
                .collect(Collectors.toMap(
                        path -> Pattern.compile(path.replaceAll("\\{[^}]+}", "[^/]+")),
                        path -> path,
                        (a, b) -> a,
                        LinkedHashMap::new));
    }

    /** How many requests were answered with each status. */
    public Map<Integer, Integer> statuses() {
        return statuses;
    }

    /** What was wrong, once each, with a request that shows it; nothing more is noted after {@value #MOST_FOUND}. */
    public List<String> found() {
        return List.copyOf(found.values());
    }

    public void run(Requests requests, int count) {
        for (int i = 0; i < count && found.size() < MOST_FOUND; i++) {
            Requests.Sent sent = requests.next();
            try {
                Answer answer = Answer.to(sent.bytes(), port);
                statuses.merge(answer.status(), 1, Integer::sum);
                judge(sent, answer);
            } catch (IOException e) {
                note("no answer to " + sent.method() + " " + pattern(sent), sent, e.toString());
            }
        }
    }

    private void judge(Requests.Sent sent, Answer answer) {
        if (answer.status() >= 500 && !isBusy(answer)) {
            note(sent.method() + " " + pattern(sent) + " " + answer.status(), sent, answer.body());
            return;
        }
        exchange(sent, answer)
                .forEach(objection ->
                        note(pattern(sent) + " " + answer.status() + " " + objection, sent, answer.body()));
    }

    /** The only 5xx that may come: more at once than there may be. */
    private static boolean isBusy(Answer answer) {
        return answer.status() == 503 && answer.body().contains("\"BUSY\"");
    }

    private List<String> exchange(Requests.Sent sent, Answer answer) {
        String path = sent.target().split("\\?")[0];
        String pattern = pattern(sent);
        Exchange exchange = new Exchange(
                sent.method(),
                path,
                pattern,
                names(sent.target()),
                sent.type(),
                "",
                answer.status(),
                answer.mediaType(),
                answer.body(),
                answer.isCutOff());
        try {
            boolean isOperation = pattern != null && contract.operations().containsKey(sent.method() + " " + pattern);
            if (isOperation && answer.status() != 405 && answer.status() < 400) {
                return contract.objections(exchange);
            }
            boolean isRefusal = answer.status() >= 400 && !sent.method().equals("HEAD") && !answer.isCutOff();
            return isRefusal ? problem(answer) : List.of();
        } catch (RuntimeException e) {
            return List.of("cannot be judged: " + e);
        }
    }

    private List<String> problem(Answer answer) {
        return answer.mediaType().equals("application/problem+json")
                ? contract.objections("/components/schemas/Problem", answer.body())
                : List.of("a refusal must be application/problem+json but was '" + answer.mediaType() + "'");
    }

    private @Nullable String pattern(Requests.Sent sent) {
        String path = sent.target().split("\\?")[0];
        return patterns.entrySet().stream()
                .filter(entry -> entry.getKey().matcher(path).matches())
                .map(Map.Entry::getValue)
                // What is named wins over what is open.
                .min(Comparator.comparingInt(known -> known.split("\\{").length))
                .orElse(null);
    }

    private static Set<String> names(String target) {
        var names = new LinkedHashSet<String>();
        int query = target.indexOf('?');
        if (query >= 0) {
            for (String part : target.substring(query + 1).split("&")) {
                names.add(part.split("=", 2)[0]);
            }
        }
        return names;
    }

    private void note(String what, Requests.Sent sent, String answer) {
        String request = new String(sent.bytes(), StandardCharsets.UTF_8);
        found.putIfAbsent(
                cut(what, 160), what + "\n    request: " + cut(request, 900) + "\n    answer: " + cut(answer, 400));
    }

    private static String cut(String text, int most) {
        return text.length() > most ? text.substring(0, most) + "…" : text;
    }
}
