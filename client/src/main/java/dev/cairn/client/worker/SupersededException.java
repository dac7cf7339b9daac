package dev.cairn.client.worker;

/** The service does not want this trial from us any more: drop it without an outcome. */
final class SupersededException extends Exception {
    SupersededException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
