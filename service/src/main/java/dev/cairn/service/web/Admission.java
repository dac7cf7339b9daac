package dev.cairn.service.web;

import jakarta.servlet.http.HttpServletRequest;

/** Whether a caller may call once more just now. */
public interface Admission {
    /**
     * Counts a call, once however often it is asked.
     *
     * @throws ProblemException RATE_LIMITED
     */
    void count(HttpServletRequest request);
}
