package dev.cairn.api.transfer;

/**
 * What an import brought in, or would.
 *
 * @param trials how many
 * @param skipped lines of trials that have not ended, or that confirmed a winner: those are not imported
 */
public record Imported(long trials, long skipped) {}
