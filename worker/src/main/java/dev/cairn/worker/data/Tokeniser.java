package dev.cairn.worker.data;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Cuts a text into tokens. Text is composed first (Unicode form C), so that an accent counts the same however it was typed.
 *
 * @param lowerCase whether upper case becomes lower case, the same in every language
 */
public record Tokeniser(Kind kind, boolean lowerCase) {
    public enum Kind {
        /** Runs of letters with apostrophes between them, runs of digits, and every other character that is no space. */
        WORDS(Pattern.compile("[\\p{L}\\p{M}]+(?:['’][\\p{L}\\p{M}]+)*|\\p{N}+|[^\\s\\p{L}\\p{M}\\p{N}]")),
        /** Every character; white space of any length is one blank. */
        CHARACTERS(Pattern.compile("\\S|\\s+"));

        private final Pattern token;

        Kind(Pattern token) {
            this.token = token;
        }
    }

    /** The text's tokens; none in a text of white space alone, if they are words. */
    public List<String> tokens(String text) {
        String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
        String cased = lowerCase ? composed.toLowerCase(Locale.ROOT) : composed;
        return kind.token
                .matcher(cased)
                .results()
                .map(MatchResult::group)
                .map(token -> token.isBlank() ? " " : token)
                .toList();
    }
}
