package dev.cairn.search.objective;

/** Whether small or large values are wanted. */
public enum Direction {
    MINIMIZE,
    MAXIMIZE
}
