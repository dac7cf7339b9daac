package dev.cairn.service.web;

/** What must be locked before anything else is, where a whole call runs in one transaction. */
public interface FirstLock {
    /**
     * To be called in the transaction.
     *
     * @param path of the request, such as {@code /api/v1/studies/7/trials}
     */
    void take(String path);
}
