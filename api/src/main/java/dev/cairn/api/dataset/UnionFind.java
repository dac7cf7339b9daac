package dev.cairn.api.dataset;

import java.util.HashMap;
import java.util.stream.IntStream;

/** Sets that grow together (Tarjan 1975, with path halving). */
final class UnionFind {
    private final int[] parent;

    UnionFind(int count) {
        this.parent = IntStream.range(0, count).toArray();
    }

    int find(int one) {
        int at = one;
        while (parent[at] != at) {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        return at;
    }

    /** The smaller root stays: what is joined does not depend on the order of joining. */
    void join(int one, int other) {
        int a = find(one);
        int b = find(other);
        parent[Math.max(a, b)] = Math.min(a, b);
    }

    /** The set of each element, counted from 0 in the order of first elements. */
    int[] sets() {
        var numbers = new HashMap<Integer, Integer>();
        return IntStream.range(0, parent.length)
                .map(i -> numbers.computeIfAbsent(find(i), root -> numbers.size()))
                .toArray();
    }
}
