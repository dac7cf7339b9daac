package dev.cairn.worker.lstm;

/** A file that is not a model saved by a worker, or was changed since. */
public final class InvalidModelException extends Exception {
    InvalidModelException(String message) {
        super(message);
    }

    InvalidModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
