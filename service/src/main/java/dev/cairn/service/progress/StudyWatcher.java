package dev.cairn.service.progress;

/** Wants to hear when events of a study were numbered, on whichever replica. Called by one thread, so it must be quick. */
public interface StudyWatcher {
    void moved(long study);

    /** Time to look, since a notification may be lost. */
    void look();

    /** Notifications may have been missed: any study may have moved. */
    default void missed() {
        look();
    }

    /** A token was revoked: what is open for whoever came with it is to end. */
    default void revoked() {
        // Most keep nothing open.
    }
}
