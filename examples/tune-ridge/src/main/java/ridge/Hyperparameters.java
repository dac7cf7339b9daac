package ridge;

import dev.cairn.client.space.Default;
import dev.cairn.client.space.Log;
import dev.cairn.client.space.Range;

/**
 * What is searched.
 *
 * @param penalty on the squared weights of standardised features
 * @param days whose weather is looked at
 * @param harmonics of the year, a sine and a cosine each
 * @param wind whether its speed is a feature, too
 */
public record Hyperparameters(
        @Log @Range(low = 1e-3, high = 1e4) @Default("1") double penalty,
        @Range(low = 1, high = 14) int days,
        @Range(low = 0, high = 4) int harmonics,
        boolean wind) {}
