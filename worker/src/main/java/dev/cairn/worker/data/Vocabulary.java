package dev.cairn.worker.data;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Numbers of tokens. In JSON the list of those that are known. */
public final class Vocabulary {
    /** Behind the end of a text. */
    public static final int PADDING = 0;
    /** Of every token that is not known. */
    public static final int UNKNOWN = 1;

    private static final int FIRST = 2;

    private final List<String> tokens;
    private final Map<String, Integer> numbers = new HashMap<>();

    /** Of tokens in the order of their numbers, which begin with {@value #FIRST}. */
    @JsonCreator
    public Vocabulary(List<String> tokens) {
        this.tokens = List.copyOf(tokens);
        this.tokens.forEach(token -> numbers.put(token, numbers.size() + FIRST));
    }

    /**
     * Learns the most frequent tokens; of equally frequent ones those that come first in the order of characters.
     *
     * @param size most that are known
     * @param minimumCount occurrences below which a token stays unknown
     */
    static Vocabulary fit(List<List<String>> texts, int size, int minimumCount) {
        var counts = new HashMap<String, Integer>();
        texts.forEach(text -> text.forEach(token -> counts.merge(token, 1, Integer::sum)));
        Comparator<Map.Entry<String, Integer>> frequent =
                Map.Entry.<String, Integer>comparingByValue().reversed();
        return new Vocabulary(counts.entrySet().stream()
                .filter(entry -> entry.getValue() >= minimumCount)
                .sorted(frequent.thenComparing(Map.Entry.comparingByKey()))
                .limit(size)
                .map(Map.Entry::getKey)
                .toList());
    }

    @JsonValue
    public List<String> tokens() {
        return tokens;
    }

    /** Numbers that there are, those of padding and unknown tokens among them. */
    int count() {
        return tokens.size() + FIRST;
    }

    int number(String token) {
        return numbers.getOrDefault(token, UNKNOWN);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Vocabulary vocabulary && tokens.equals(vocabulary.tokens);
    }

    @Override
    public int hashCode() {
        return tokens.hashCode();
    }
}
