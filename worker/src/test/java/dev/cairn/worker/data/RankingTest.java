package dev.cairn.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RankingTest {
    /** Few different scores, so that many are equal. */
    private static double[] scores(SplittableRandom random, int count) {
        return random.doubles(count).map(x -> Math.floor(8 * x) / 8).toArray();
    }

    @Test
    void anExampleThatCountsSeveralTimesIsAsSeveralOfThem() {
        var random = new SplittableRandom(3);
        for (int repetition = 0; repetition < 50; repetition++) {
            double[] scores = scores(random, 30);
            boolean[] sought = new boolean[30];
            int[] times = new int[30];
            List<Integer> all = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                sought[i] = random.nextInt(3) == 0;
                times[i] = random.nextInt(4);
                for (int j = 0; j < times[i]; j++) {
                    all.add(i);
                }
            }
            double[] each = all.stream().mapToDouble(i -> scores[i]).toArray();
            boolean[] eachSought = new boolean[each.length];
            for (int i = 0; i < each.length; i++) {
                eachSought[i] = sought[all.get(i)];
            }
            var ranking = new Ranking(scores, sought);
            assertThat(ranking.rocAuc(times)).isEqualTo(Ranking.rocAuc(each, eachSought), within(1e-12));
            assertThat(ranking.averagePrecision(times))
                    .isEqualTo(Ranking.averagePrecision(each, eachSought), within(1e-12));
        }
    }

    @Test
    void alarmsThatAreEachDrawnOnceHaveTheMetricsThemselves() {
        var random = new SplittableRandom(4);
        int count = 200;
        double[] scores = scores(random, count);
        boolean[] isAnomalous = new boolean[count];
        Arrays.fill(isAnomalous, 40, 55, true);
        Arrays.fill(isAnomalous, 120, 130, true);
        var judge = new AlarmScores(new int[count], IntStream.range(0, count).toArray(), isAnomalous);
        Sampled sampled = judge.sampled(scores, 0.8, 3);
        double[] means = new double[3];
        for (double[] terms : sampled.terms()) {
            for (int i = 0; i < 3; i++) {
                means[i] += terms[i] / count;
            }
        }
        int[] once = new int[count];
        Arrays.fill(once, 1);
        Map<String, Double> metrics = judge.of(scores, 0.8);
        double[] values = sampled.values(means, once);
        for (int i = 0; i < values.length; i++) {
            assertThat(values[i])
                    .as(sampled.names().get(i))
                    .isEqualTo(metrics.get(sampled.names().get(i)), within(1e-12));
        }
        assertThat(values).hasSize(5);
        assertThat(((Sampling.MovingBlocks) sampled.sampling()).block()).isEqualTo(15);
    }
}
