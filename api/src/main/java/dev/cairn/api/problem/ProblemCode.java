package dev.cairn.api.problem;

/** Every way a call can be refused. The code is stable; title and detail are for people. */
public enum ProblemCode {
    MALFORMED_JSON(400, "The body is not valid JSON"),
    MALFORMED_YAML(400, "The body is not YAML of the kind that is taken"),
    INVALID_REQUEST(400, "The request breaks one or more rules"),
    UNAUTHORIZED(401, "The lease token is missing or wrong"),
    UNAUTHENTICATED(401, "Say who you are: a valid token is missing"),
    FORBIDDEN(403, "The caller may not do this"),
    NOT_FOUND(404, "There is no such thing"),
    METHOD_NOT_ALLOWED(405, "This path does not offer this method"),
    NOT_ACCEPTABLE(406, "None of the accepted content types is offered"),
    NAME_TAKEN(409, "The name is already taken"),
    WRONG_STATE(409, "The state does not allow this"),
    LEASE_SUPERSEDED(409, "Another attempt has taken over, or the trial has ended"),
    OUTCOME_DIFFERS(409, "A different outcome is already recorded"),
    REQUEST_REUSED(409, "The request id was used for another request"),
    PRECONDITION_FAILED(412, "It has changed since it was read"),
    TOO_SLOW(408, "The body did not come in time"),
    TOO_LARGE(413, "The body is too large"),
    QUOTA_EXCEEDED(413, "The project has no room for so many bytes"),
    UNSUPPORTED_MEDIA_TYPE(415, "The content type is not supported"),
    DIGEST_MISMATCH(422, "The bytes do not have the stated SHA-256"),
    INVALID_DATASET(422, "The data set cannot be used"),
    KEY_REUSED(422, "The idempotency key was used for another request"),
    RATE_LIMITED(429, "Too many calls in too short a time"),
    UNAVAILABLE(503, "The service cannot reach its database"),
    BUSY(503, "Too many such calls are under way"),
    NO_ROOM(507, "There is no room on the service's disk"),
    INTERNAL(500, "The service failed");

    private final int status;
    private final String title;

    ProblemCode(int status, String title) {
        this.status = status;
        this.title = title;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }
}
