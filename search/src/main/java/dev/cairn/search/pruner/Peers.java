package dev.cairn.search.pruner;

import dev.cairn.search.objective.Objective;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;

/** Trials in memory. */
record Peers(Objective objective, List<Others.Peer> peers) implements Others {
    @Override
    public List<Double> completedBy(long step) {
        var best = new ArrayList<Double>();
        for (Peer peer : peers) {
            if (peer.value() != null && peer.keepsLimits()) {
                new Scores(objective, peer.curve()).bestBy(step).ifPresent(best::add);
            }
        }
        return best;
    }

    @Override
    public List<Standing> reached(long step) {
        var standings = new ArrayList<Standing>();
        for (Peer peer : peers) {
            Double value = peer.value();
            Double finalScore = value == null ? null : objective.score(value);
            new Scores(objective, peer.curve())
                    .bestOnReaching(step)
                    .ifPresent(
                            score -> standings.add(new Standing(peer.number(), score, finalScore, peer.keepsLimits())));
        }
        return standings;
    }

    @Override
    public OptionalDouble bestFinal() {
        return peers.stream()
                .filter(Peer::keepsLimits)
                .map(Peer::value)
                .filter(Objects::nonNull)
                .mapToDouble(objective::score)
                .max();
    }
}
