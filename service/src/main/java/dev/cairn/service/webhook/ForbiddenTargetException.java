package dev.cairn.service.webhook;

/** An address that may not be called. */
final class ForbiddenTargetException extends RuntimeException {
    ForbiddenTargetException(String host) {
        super("the host " + host + " is of this machine or of a private network; only if CAIRN_WEBHOOK_ALLOW_PRIVATE is"
                + " true such a one is called");
    }
}
