package dev.cairn.client.worker;

import dev.cairn.client.space.RecordSpace;
import dev.cairn.search.space.Point;

/**
 * Trains a trial.
 *
 * @param <H> its hyperparameters: a record that {@link dev.cairn.client.space.RecordSpace} understands, or {@link
 *     dev.cairn.search.space.Point}
 */
@FunctionalInterface
public interface Trainer<H> {
    /**
     * Trains until it is done or {@link TrialContext#shouldStop()}. Called by a thread that trains nothing else; several such
     * threads if the worker has several slots.
     *
     * @throws TrialException to end the trial with a cause that it knows
     * @throws Exception anything else is a crash: the trial may be tried again, as its study says
     */
    Result train(H hyperparameters, TrialContext trial) throws Exception;

    /**
     * The same for points as they come. One that the record's own rules refuse is an invalid configuration.
     *
     * @throws dev.cairn.search.InvalidValueException if the record is no search space
     */
    static <H extends Record> Trainer<Point> of(Class<H> type, Trainer<H> trainer) {
        RecordSpace<H> space = RecordSpace.of(type);
        return (point, trial) -> {
            H hyperparameters;
            try {
                hyperparameters = space.bind(point);
            } catch (RecordSpace.RefusedException e) {
                throw TrialException.invalidConfig(String.valueOf(e.getMessage()));
            }
            return trainer.train(hyperparameters, trial);
        };
    }
}
