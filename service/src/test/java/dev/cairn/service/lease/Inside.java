package dev.cairn.service.lease;

import dev.cairn.api.lease.Lease;
import dev.cairn.service.TestService;

/** What a service does by itself, for tests that want it done now. */
public final class Inside {
    private Inside() {}

    public static void sweep(TestService service) {
        service.bean(Sweeper.class).sweep();
    }

    /** As if the asker had been gone when its grant should have been answered. */
    public static void giveBack(TestService service, Lease lease) {
        service.bean(Desk.class).giveBack(lease);
    }
}
