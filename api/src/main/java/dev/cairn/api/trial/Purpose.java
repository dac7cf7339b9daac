package dev.cairn.api.trial;

/** Why a trial runs. */
public enum Purpose {
    /** To learn a configuration's validation score. The test part stays sealed. */
    SEARCH,
    /** To fit the winner once more on training and validation part and to open the sealed test part, once. */
    CONFIRM
}
