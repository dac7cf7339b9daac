package dev.cairn.service.lease;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Who waits, in lines of those whom the same work would serve: what is there for one is there for all of the line, and where there
 * is nothing for one there is nothing for the others. So news of work is told to the first few of a line, and whoever is served
 * tells the next. Without that, five thousand idle workers would all look for every trial that appears.
 *
 * @param <K> what stands for a line
 * @param <A> who waits
 */
final class Lines<K, A> {
    private final Map<K, Set<A>> lines = new LinkedHashMap<>();

    synchronized void add(K line, A who) {
        lines.computeIfAbsent(line, any -> new LinkedHashSet<>()).add(who);
    }

    synchronized void remove(K line, A who) {
        Set<A> standing = lines.get(line);
        if (standing != null && standing.remove(who) && standing.isEmpty()) {
            lines.remove(line);
        }
    }

    /** The first few of a line. They go to its end, so that the next news is told to others. */
    synchronized List<A> first(K line, int most, Predicate<A> stillWaits) {
        Set<A> standing = lines.getOrDefault(line, new LinkedHashSet<>());
        List<A> first = standing.stream().filter(stillWaits).limit(most).toList();
        first.forEach(standing::remove);
        standing.addAll(first);
        return first;
    }

    /** The same of every line that this holds for. */
    synchronized List<A> firstOfEach(Predicate<K> which, int most, Predicate<A> stillWaits) {
        var first = new ArrayList<A>();
        lines.keySet().stream().filter(which).forEach(line -> first.addAll(first(line, most, stillWaits)));
        return first;
    }

    synchronized Collection<A> all() {
        return lines.values().stream().flatMap(Set::stream).toList();
    }

    synchronized int size() {
        return lines.values().stream().mapToInt(Set::size).sum();
    }
}
