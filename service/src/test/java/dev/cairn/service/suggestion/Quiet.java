package dev.cairn.service.suggestion;

import dev.cairn.service.TestService;

/** For tests that look at what was suggested: an asker may have its answer while a point for it is still computed. */
public final class Quiet {
    private Quiet() {}

    /** Returns once nothing is computed. */
    public static void await(TestService service) {
        Wishes wishes = service.bean(Wishes.class);
        while (!wishes.isIdle()) {
            Thread.onSpinWait();
        }
    }
}
