package dev.cairn.api.event;

/** What can happen in a study. The database holds the same list. */
public enum EventType {
    STUDY_CREATED,
    /** Its state or something else about it changed, or its sampler has no further point. */
    STUDY_CHANGED,
    TRIAL_CREATED,
    /** It was given back, taken from a silent worker, or taken up again by a person, and waits for another attempt. */
    TRIAL_QUEUED,
    /** A person cancelled it while it ran; its worker hears of it with its next report. */
    TRIAL_TOLD,
    TRIAL_ENDED,
    /** It teaches nothing from now on, or does so again. */
    TRIAL_EXCLUDED,
    /** Metrics came after it had completed, and count from now on. */
    TRIAL_MEASURED,
    /** It came in with its end. */
    TRIAL_IMPORTED,
    /** The search is over and its best points will be repeated. */
    CANDIDATES_CHOSEN,
    /** The winner is being confirmed on the sealed test part. */
    TEST_OPENED
}
