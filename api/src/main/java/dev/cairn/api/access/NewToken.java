package dev.cairn.api.access;

/**
 * A token that was just made.
 *
 * @param secret what its holder sends as {@code Authorization: Bearer}; it is told here and never again
 */
public record NewToken(TokenView token, String secret) {
    /** The secret stays out of logs and messages. */
    @Override
    public String toString() {
        return "NewToken[token=" + token + "]";
    }
}
