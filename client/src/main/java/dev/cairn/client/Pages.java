package dev.cairn.client;

import dev.cairn.api.Page;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The items of a list's pages; a page is fetched when its first item is asked for. */
final class Pages<T> implements Iterator<T> {
    private final Function<@Nullable String, Page<T>> source;
    private @Nullable Iterator<T> items;
    private @Nullable String next;

    private Pages(Function<@Nullable String, Page<T>> source) {
        this.source = source;
    }

    /** @param source a page by its cursor, null for the first */
    static <T> Stream<T> stream(Function<@Nullable String, Page<T>> source) {
        var items = Spliterators.spliteratorUnknownSize(new Pages<>(source), Spliterator.ORDERED | Spliterator.NONNULL);
        return StreamSupport.stream(items, false);
    }

    /** All of them, now. */
    static <T> List<T> all(Function<@Nullable String, Page<T>> source) {
        var items = new ArrayList<T>();
        new Pages<>(source).forEachRemaining(items::add);
        return items;
    }

    @Override
    public boolean hasNext() {
        while (items == null || !items.hasNext() && next != null) {
            Page<T> page = source.apply(next);
            items = page.items().iterator();
            next = page.next();
        }
        return items.hasNext();
    }

    @Override
    public T next() {
        if (!hasNext() || items == null) {
            throw new NoSuchElementException();
        }
        return items.next();
    }
}
