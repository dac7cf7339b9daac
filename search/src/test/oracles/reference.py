"""Prints the reference numbers that the tests of dev.cairn.search.gp compare with, and the two tables of the main code.

    python -m venv venv && venv/bin/pip install numpy==2.4.6 scipy==1.17.1 mpmath==1.4.1
    venv/bin/python reference.py            # LogExpectedImprovementTest, GaussianProcessTest, SobolTest
    venv/bin/python reference.py normal     # NormalTest; needs mpmath alone
    venv/bin/python reference.py erfcx      # the Chebyshev coefficients of Normal; needs mpmath alone
    venv/bin/python reference.py sobol      # the rows of joe-kuo-6.txt
"""

import os
import sys

import mpmath as mp

if sys.argv[1:] not in (["normal"], ["erfcx"]):
    import numpy as np
    import scipy
    from scipy.special import erfcx
    from scipy.stats import qmc


def log_h(z):
    """log(phi(z) + z Phi(z)); below -900 by the asymptotic series, whose first omitted term is below 1e-19 there."""
    mp.mp.dps = 60
    z = mp.mpf(z)
    if z > -900:
        return mp.log(mp.npdf(z) + z * mp.ncdf(z)) if z > -30 else mp.log(mp.npdf(z)) + mp.log(
            1 - mp.sqrt(mp.pi / 2) * abs(z) * mp.exp(z * z / 2) * mp.erfc(abs(z) / mp.sqrt(2)))
    w = 1 / z**2
    return -z * z / 2 - mp.log(2 * mp.pi) / 2 - 2 * mp.log(abs(z)) + mp.log(1 - 3 * w + 15 * w**2 - 105 * w**3)


def normal():
    """log Phi(z) and its slope phi / Phi; mpmath's exponents have no end, so nothing underflows."""
    mp.mp.dps = 60
    for z in [6, 2, .5, 0, -.5, -.9999, -1, -1.5, -3, -8, -20, -38, -40, -300, -10000]:
        z = mp.mpf(z)
        below = mp.erfc(-z / mp.sqrt(2)) / 2
        print("log Phi", mp.nstr(z, 5), mp.nstr(mp.log(below), 17), mp.nstr(mp.npdf(z) / below, 17))


def gaussian_process():
    x = np.array([[.1, .9, 0, np.nan], [.4, .2, 1, .3], [.75, .5, 2, .8],
                  [.95, .05, 1, .1], [.33, .66, 0, np.nan], [.6, .8, 2, .55]])
    y = np.array([.5, -1.2, .3, 1.4, -.9, -.1])
    lengths = np.array([.5, 1.3, .8, .6])
    s, a, noise = 1.2, .4, .01

    def distance(i, p, q):
        if i == 2:
            return float(p != q)
        if i < 2:
            return (p - q) ** 2
        if np.isnan(p) or np.isnan(q):
            return 0. if np.isnan(p) and np.isnan(q) else 1.
        return 2 * (1 - np.cos(p - q))

    def kernel(p, q):
        u = np.array([distance(i, p[i], q[i]) / lengths[i] ** 2 for i in range(4)])
        r = np.sqrt(5 * u.sum())
        return s * (1 + r + r * r / 3) * np.exp(-r) + a / 4 * np.sum(1 / (1 + u))

    k = np.array([[kernel(p, q) for q in x] for p in x]) + noise * np.eye(6)
    loss = .5 * y @ np.linalg.solve(k, y) + .5 * np.linalg.slogdet(k)[1] + 3 * np.log(2 * np.pi)
    prior = (-(.1 * lengths**2 + .1 / lengths**2).sum() + np.log(s) - s + .1 * np.log(noise) - 30 * noise
             + .3 * np.log(a) - a)
    print("loss", float(loss - prior))
    for t in [[.5, .5, 1, .45], [.2, .7, 0, np.nan], [.9, .9, 2, .0]]:
        c = np.array([kernel(t, q) for q in x])
        print("mean", float(c @ np.linalg.solve(k, y)), "deviation",
              float(np.sqrt(kernel(t, t) - c @ np.linalg.solve(k, c))))


def chebyshev():
    """Of (1 + 2x) erfcx(x) in t = (x - 3.75) / (x + 3.75)."""
    mp.mp.dps = 40

    def g(t):
        x = mp.mpf("3.75") * (1 + t) / (1 - t)
        return (1 + 2 * x) * mp.exp(x * x) * mp.erfc(x)

    m = 80
    angles = [mp.pi * (j + mp.mpf(1) / 2) / m for j in range(m)]
    values = [g(mp.cos(t)) for t in angles]
    for i in range(28):
        print(mp.nstr(2 / mp.mpf(m) * sum(values[j] * mp.cos(i * angles[j]) for j in range(m)), 20))


def sobol():
    table = np.load(os.path.join(os.path.dirname(scipy.__file__), "stats/_sobol_direction_numbers.npz"))
    for d in range(1, 256):
        polynomial = int(table["poly"][d])
        print(polynomial, *(int(v) for v in table["vinit"][d][: polynomial.bit_length() - 1]))


if sys.argv[1:] == ["erfcx"]:
    chebyshev()
elif sys.argv[1:] == ["normal"]:
    normal()
elif sys.argv[1:] == ["sobol"]:
    sobol()
else:
    for z in [5, 1, 0, -.5, -.999, -1, -1.5, -3, -8, -25, -100, -1000, -9999]:
        print("log h", z, mp.nstr(log_h(z), 17))
    for x in [0., .3, 0.7071067811865476, 1, 2.5, 7, 30, 1000, 7071]:
        print("erfcx", x, float(erfcx(x)))
    gaussian_process()
    print(qmc.Sobol(7, scramble=False).random(8).tolist())
    print(qmc.Sobol(256, scramble=False).random(1024)[1000, [0, 1, 50, 150, 199, 255]].tolist())
