"""Percentile limits of a paired moving-block bootstrap, for BootstrapTest. Run with any Python that has numpy (2.4 was used).

The losses are formulas, so that Java has the same. 400,000 resamples: the limits are exact to about 0.001 of their distance.
"""

import numpy as np

n, block, resamples = 120, 6, 400_000
i = np.arange(n)
network = 1 + 0.5 * np.sin(i / 3.0) + 0.1 * (i % 5)
naive = 2 + np.cos(i / 4.0) + 0.2 * (i % 3)

generator = np.random.default_rng(7)
rmse, skill = [], []
for _ in range(40):
    starts = generator.integers(0, n - block + 1, size=(resamples // 40, n // block))
    rows = (starts[:, :, None] + np.arange(block)).reshape(resamples // 40, n)
    a = np.sqrt(network[rows].mean(axis=1))
    b = np.sqrt(naive[rows].mean(axis=1))
    rmse.append(a)
    skill.append(1 - a / b)
for name, values in (("rmse", rmse), ("skill", skill)):
    values = np.concatenate(values)
    print(name, np.quantile(values, [0.025, 0.975]), "deviation", values.std())

means = np.array([network[s : s + block].mean() for s in range(n - block + 1)])
print("exact deviation of the mean", np.sqrt(((means - means.mean()) ** 2).mean() / (n // block)))
