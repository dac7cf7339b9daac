package dev.cairn.api.trial;

/** Why a trial runs. */
public enum Purpose {
    /** To learn a configuration's validation score. The test part stays sealed. */
    SEARCH,
    /** To learn it once more, with another seed, of a point that may be the winner. The test part stays sealed. */
    REPEAT,
    /** To fit the winner once more on training and validation part and to open the sealed test part, once. */
    CONFIRM;

    /** Whether a trial may read the sealed test part; for every other the rows of it do not exist. */
    public boolean opensTest() {
        return this == CONFIRM;
    }
}
