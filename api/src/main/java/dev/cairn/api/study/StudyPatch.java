package dev.cairn.api.study;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What shall be otherwise about a study; what is absent stays.
 *
 * @param labels all of them: those that are not named go
 * @param archived whether lists leave it out unless they are asked for archived studies
 * @param budget all of it; a larger one reopens a study that has ended
 */
public record StudyPatch(
        @Nullable String name,
        @Nullable Map<String, String> labels,
        @Nullable Integer priority,
        @Nullable Boolean archived,
        @Nullable Budget budget) {}
