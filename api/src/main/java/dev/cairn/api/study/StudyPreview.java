package dev.cairn.api.study;

import dev.cairn.search.space.Point;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a study would be, without creating it.
 *
 * @param spec with every default and a seed: sent as it is, the study begins with {@code points}
 * @param isNameTaken whether creation would be refused for the name's sake
 * @param size how many points the space has; absent if a parameter is continuous, there are more than a million, or counting
 *     them takes long
 * @param parameters in the order of the space
 * @param points that would be suggested first, five or the budget if that is less
 * @param whyFewer why there are fewer of them; absent if there are not
 */
public record StudyPreview(
        StudySpec spec,
        boolean isNameTaken,
        @Nullable Long size,
        List<Size> parameters,
        List<First> points,
        @Nullable String whyFewer) {
    public StudyPreview {
        parameters = List.copyOf(parameters);
        points = List.copyOf(points);
    }

    /** @param values how many values a parameter can take; absent if it is continuous */
    public record Size(String parameter, @Nullable Long values) {}

    /**
     * @param origin how the point was found, such as {@code GRID} or {@code STARTUP}
     * @param reason for people: why it was found this way
     */
    public record First(
            Point point, String origin, @Nullable String reason) {}
}
