package dev.cairn.worker.lstm;

/**
 * How far the training of one network has come: with the arrays of {@link FoldState} all that the next epoch depends on, beside
 * data, hyperparameters and seed.
 *
 * @param epoch epochs done
 * @param updates updates done
 * @param lastLoss the last finite loss of a batch
 * @param best lowest watched loss so far, infinite before the first
 * @param bestEpoch when it was reached, 0 before the first
 * @param rateShare what plateaus have left of the learning rate
 * @param plateauEpoch when the current plateau began
 * @param averaged what is in the average of the weights: updates or epochs
 * @param momentumProduct see {@link Optimizer.Memory}
 * @param stopped whether early stopping ended it
 */
record Progress(
        int epoch,
        long updates,
        double lastLoss,
        double best,
        int bestEpoch,
        double rateShare,
        int plateauEpoch,
        long averaged,
        double momentumProduct,
        boolean stopped) {

    static final Progress NONE = new Progress(0, 0, Double.NaN, Double.POSITIVE_INFINITY, 0, 1, 0, 0, 1, false);

    Progress updated(double loss, double product) {
        return new Progress(
                epoch, updates + 1, loss, best, bestEpoch, rateShare, plateauEpoch, averaged, product, stopped);
    }

    Progress averagedOneMore() {
        return new Progress(
                epoch,
                updates,
                lastLoss,
                best,
                bestEpoch,
                rateShare,
                plateauEpoch,
                averaged + 1,
                momentumProduct,
                stopped);
    }

    /** After an epoch that nobody watched. */
    Progress unwatched() {
        return watched(best, bestEpoch, rateShare, plateauEpoch, false);
    }

    /** After an epoch whose watched loss was the lowest so far. */
    Progress improved(double loss) {
        return watched(loss, epoch + 1, rateShare, epoch + 1, false);
    }

    /**
     * After an epoch whose watched loss was not the lowest.
     *
     * @param patience epochs without a lower loss that early stopping bears; 0 for any number
     * @param plateauPatience likewise of the plateau schedule
     * @param factor what a plateau leaves of the rate
     */
    Progress worsened(int patience, int plateauPatience, double factor) {
        boolean plateau = plateauPatience > 0 && epoch + 1 - plateauEpoch >= plateauPatience;
        return watched(
                best,
                bestEpoch,
                plateau ? rateShare * factor : rateShare,
                plateau ? epoch + 1 : plateauEpoch,
                patience > 0 && epoch + 1 - bestEpoch >= patience);
    }

    private Progress watched(double lowest, int lowestEpoch, double share, int plateau, boolean stop) {
        return new Progress(
                epoch + 1, updates, lastLoss, lowest, lowestEpoch, share, plateau, averaged, momentumProduct, stop);
    }
}
