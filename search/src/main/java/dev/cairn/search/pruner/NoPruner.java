package dev.cairn.search.pruner;

/** Lets every trial run to its end. */
public record NoPruner() implements Pruner {
    @Override
    public boolean asks(long previousStep, long step) {
        return false;
    }

    @Override
    public Verdict judge(Running running, Others others) {
        return Verdict.CONTINUE;
    }
}
