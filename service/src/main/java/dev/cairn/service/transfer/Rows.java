package dev.cairn.service.transfer;

import dev.cairn.api.transfer.ExportLine;
import java.util.function.Supplier;

/** Lines to import, from wherever they come, one after another. */
interface Rows {
    /** @throws dev.cairn.search.InvalidValueException if it cannot be read any further */
    void each(Receiver to);

    /** Takes lines. */
    interface Receiver {
        /**
         * @param place where the line stands, for people: "line 7"
         * @param line reads it; throws {@link dev.cairn.search.InvalidValueException} with what is wrong with it
         */
        void take(String place, Supplier<ExportLine> line);
    }
}
