package dev.cairn.client.worker;

import java.io.IOException;

/** This machine's own disk fails: waiting for the service would not help. */
final class LocalDiskException extends RuntimeException {
    LocalDiskException(IOException cause) {
        super(cause.toString(), cause);
    }
}
