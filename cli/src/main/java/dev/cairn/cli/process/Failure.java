package dev.cairn.cli.process;

/** Something that a person must know or do, in plain sentences. The command prints it and ends with exit code 1. */
public final class Failure extends RuntimeException {
    public Failure(String sentence) {
        super(sentence);
    }

    public Failure(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
