package dev.cairn.api.dataset;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Times in eight bytes each, twelve if some have fractions of seconds: a list of objects takes near a hundred. */
final class Times extends AbstractList<LocalDateTime> implements RandomAccess {
    private long[] seconds = new long[64];
    private int @Nullable [] nanos;
    private int size;

    @Override
    public boolean add(LocalDateTime time) {
        if (size == seconds.length) {
            seconds = Arrays.copyOf(seconds, size + size / 2);
            nanos = nanos == null ? null : Arrays.copyOf(nanos, seconds.length);
        }
        if (time.getNano() != 0 && nanos == null) {
            nanos = new int[seconds.length];
        }
        if (nanos != null) {
            nanos[size] = time.getNano();
        }
        seconds[size++] = time.toEpochSecond(ZoneOffset.UTC);
        return true;
    }

    @Override
    public LocalDateTime get(int index) {
        return LocalDateTime.ofEpochSecond(seconds[index], nanos == null ? 0 : nanos[index], ZoneOffset.UTC);
    }

    @Override
    public int size() {
        return size;
    }

    /** Each once, increasing. */
    List<LocalDateTime> distinct() {
        var distinct = new Times();
        if (nanos != null) {
            distinct.addAll(new TreeSet<>(this));
            return distinct;
        }
        long[] sorted = Arrays.copyOf(seconds, size);
        Arrays.sort(sorted);
        for (int i = 0; i < size; i++) {
            if (i == 0 || sorted[i] != sorted[i - 1]) {
                distinct.add(LocalDateTime.ofEpochSecond(sorted[i], 0, ZoneOffset.UTC));
            }
        }
        return distinct;
    }
}
