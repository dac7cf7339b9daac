package dev.cairn.cli.demo;

import java.util.Locale;

/** The samplers of the demonstration, by the words of the command line. */
public enum SamplerChoice {
    GP("{\"type\":\"GAUSSIAN_PROCESS\"}", "Gaussian process"),
    RANDOM("{\"type\":\"RANDOM\"}", "random search"),
    /** Two points of each continuous range: more would make a grid that no demonstration finishes. */
    GRID("{\"type\":\"GRID\",\"points\":2}", "grid");

    private final String json;
    private final String words;

    SamplerChoice(String json, String words) {
        this.json = json;
        this.words = words;
    }

    String json() {
        return json;
    }

    String words() {
        return words;
    }

    /** As typed and as in the summary. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
