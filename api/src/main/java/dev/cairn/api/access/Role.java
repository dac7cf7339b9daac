package dev.cairn.api.access;

/** What a caller may do. The table of calls and roles stands in {@code docs/security.md}. */
public enum Role {
    /** Everything, tokens and projects among it. */
    ADMIN,
    /** Studies, trials, data sets; what a person or a program does who searches. */
    USER,
    /** Lease, report, end, and the bytes that its own leases need. */
    WORKER,
    /** Look at everything of its projects and change nothing. */
    READER
}
