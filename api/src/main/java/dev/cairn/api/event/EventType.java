package dev.cairn.api.event;

/** What can happen in a study. The database holds the same list. */
public enum EventType {
    STUDY_CREATED,
    /** Its state changed, or its sampler has no further point. */
    STUDY_CHANGED,
    TRIAL_CREATED,
    /** It was given back, or taken from a silent worker, and waits for another attempt. */
    TRIAL_QUEUED,
    TRIAL_ENDED,
    /** The winner is being confirmed on the sealed test part. */
    TEST_OPENED
}
