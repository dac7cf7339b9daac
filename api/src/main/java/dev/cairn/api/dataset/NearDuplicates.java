package dev.cairn.api.dataset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/**
 * Finds texts that are nearly the same: messages from one template, which must not stand in training and in what judges it.
 *
 * <p>Texts are compared by the set of {@value #SHINGLE} characters in a row of their normal form: two are near where their sets'
 * Jaccard index is at least {@value #NEAR}. Pairs to compare are found by MinHash in {@value #BANDS} bands of {@value #ROWS} hashes
 * (Broder 1997; Leskovec, Rajaraman and Ullman 2014, section 3.4): a pair at the threshold is overlooked once in 5,000 times,
 * (1 - 0.8<sup>4</sup>)<sup>16</sup>, a nearer one less often. Nearness is carried on: a chain of near texts is one group.
 */
final class NearDuplicates {
    private static final int SHINGLE = 5;
    private static final double NEAR = 0.8;
    private static final int BANDS = 16;
    private static final int ROWS = 4;
    /** Texts of one bucket that a text is compared with, at most: bounds the work where very many are half alike. */
    private static final int MOST_COMPARED = 200;

    private static final Pattern DIGITS = Pattern.compile("\\p{N}+");
    private static final Pattern REST = Pattern.compile("[^\\p{L}\\p{M}0]+");
    private static final long[] FACTORS =
            new SplittableRandom(1).longs(BANDS * ROWS).map(x -> x | 1).toArray();

    private NearDuplicates() {}

    /** Joins near texts. */
    static void join(List<String> texts, UnionFind sets) {
        var distinct = new HashMap<String, Integer>();
        var first = new ArrayList<Integer>();
        var shingles = new ArrayList<long[]>();
        for (int i = 0; i < texts.size(); i++) {
            String form = normalForm(texts.get(i));
            Integer known = distinct.putIfAbsent(form, i);
            if (known != null) {
                sets.join(known, i);
            } else {
                first.add(i);
                shingles.add(shingles(form));
            }
        }
        var buckets = new HashMap<Long, List<Integer>>();
        for (int i = 0; i < shingles.size(); i++) {
            long[] signature = signature(shingles.get(i));
            for (int band = 0; band < BANDS; band++) {
                long key = band + 1;
                for (int row = 0; row < ROWS; row++) {
                    key = mixed(key * 31 + signature[band * ROWS + row]);
                }
                List<Integer> bucket = buckets.computeIfAbsent(key, k -> new ArrayList<>());
                for (int other : bucket.subList(0, Math.min(MOST_COMPARED, bucket.size()))) {
                    int one = first.get(i);
                    int two = first.get(other);
                    if (sets.find(one) != sets.find(two) && jaccard(shingles.get(i), shingles.get(other)) >= NEAR) {
                        sets.join(one, two);
                    }
                }
                bucket.add(i);
            }
        }
    }

    /** Case folded, each number a 0, all but letters and numbers a space. Of a text without either, the text. */
    static String normalForm(String text) {
        String digits = DIGITS.matcher(text.toLowerCase(Locale.ROOT)).replaceAll("0");
        String form = REST.matcher(digits).replaceAll(" ").strip();
        return form.isEmpty() ? text.strip() : form;
    }

    /** Distinct hashes, increasing. */
    private static long[] shingles(String form) {
        int count = Math.max(1, form.length() - SHINGLE + 1);
        long[] hashes = new long[count];
        for (int i = 0; i < count; i++) {
            long hash = 0;
            for (int j = i; j < Math.min(form.length(), i + SHINGLE); j++) {
                hash = hash * 65_599 + form.charAt(j);
            }
            hashes[i] = mixed(hash);
        }
        return Arrays.stream(hashes).sorted().distinct().toArray();
    }

    private static long[] signature(long[] shingles) {
        long[] least = new long[FACTORS.length];
        Arrays.fill(least, Long.MAX_VALUE);
        for (long shingle : shingles) {
            for (int i = 0; i < least.length; i++) {
                least[i] = Math.min(least[i], mixed(shingle * FACTORS[i]));
            }
        }
        return least;
    }

    /** The finaliser of SplitMix64 (Steele, Lea and Flood 2014). */
    private static long mixed(long hash) {
        long z = (hash ^ (hash >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    private static double jaccard(long[] one, long[] other) {
        if (Math.min(one.length, other.length) < NEAR * Math.max(one.length, other.length)) {
            return 0;
        }
        int common = 0;
        int j = 0;
        for (long shingle : one) {
            while (j < other.length && other[j] < shingle) {
                j++;
            }
            common += j < other.length && other[j] == shingle ? 1 : 0;
        }
        return (double) common / (one.length + other.length - common);
    }
}
