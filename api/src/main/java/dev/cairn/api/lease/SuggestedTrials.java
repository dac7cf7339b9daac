package dev.cairn.api.lease;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Trials that are the asker's for as long as it asked.
 *
 * @param whyFewer why there are fewer than were asked for: a code and a sentence, as {@link NoWork#header()}; absent if there are not
 */
public record SuggestedTrials(List<Lease> leases, @Nullable String whyFewer) {
    public SuggestedTrials {
        leases = List.copyOf(leases);
    }
}
