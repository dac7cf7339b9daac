package dev.cairn.service.event;

import java.util.Optional;

/** What one reader is sent. Used by one thread at a time.. */
interface Feed {
    String contentType();

    /** The next bytes, a bounded number; empty if there are none now. */
    Optional<byte[]> next();

    /** Whether nothing will ever follow. */
    boolean isOver();

    /** Bytes that say nothing, to show both ends that the other is there. */
    byte[] heartbeat();
}
