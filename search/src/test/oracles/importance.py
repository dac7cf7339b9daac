"""Prints the importances that PedAnovaTest compares with: Optuna's own evaluator on the same trials.

    python -m venv venv && venv/bin/pip install optuna==5.0.0
    venv/bin/python importance.py
"""

import math

import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.importance import PedAnovaImportanceEvaluator, get_param_importances


def radical(base, i):
    """The van der Corput sequence: the digits of i, mirrored behind the point."""
    value, share = 0.0, 1.0 / base
    while i > 0:
        value += share * (i % base)
        i //= base
        share /= base
    return value


def trial(i, conditional):
    kind = ["a", "b", "c"][i % 3]
    params = {
        "x": -1 + 2 * radical(19, i),
        "rate": math.exp(math.log(1e-5) + radical(3, i) * (math.log(0.1) - math.log(1e-5))),
        "units": 8 + int(249 * radical(5, i)),
        "wide": int(1000 * radical(7, i)),
        "batch": int(4 * radical(11, i)),
        "drop": 0.25 * int(5 * radical(13, i)),
        "kind": kind,
    }
    distributions = {
        "x": FloatDistribution(-1, 1),
        "rate": FloatDistribution(1e-5, 0.1, log=True),
        "units": IntDistribution(8, 256, log=True),
        "wide": IntDistribution(0, 999),
        "batch": IntDistribution(0, 3),
        "drop": FloatDistribution(0, 1, step=0.25),
        "kind": CategoricalDistribution(["a", "b", "c"]),
    }
    loss = (params["x"] - 0.3) ** 2 + 0.2 * abs(math.log10(params["rate"]) + 3) + 0.001 * params["units"]
    loss += 0 if kind == "b" else 0.3
    if conditional and kind != "a":
        params["depth"] = 1 + int(6 * radical(17, i))
        distributions["depth"] = IntDistribution(1, 6)
        loss += 0.1 * abs(params["depth"] - 2)
    return optuna.trial.create_trial(params=params, distributions=distributions, value=loss)


optuna.logging.set_verbosity(optuna.logging.ERROR)
for conditional in (False, True):
    for target, region in ((0.1, 1.0), (0.25, 0.5)):
        study = optuna.create_study()
        study.add_trials([trial(i, conditional) for i in range(1, 201)])
        evaluator = PedAnovaImportanceEvaluator(target_quantile=target, region_quantile=region)
        print(conditional, target, region)
        for name, value in get_param_importances(study, evaluator=evaluator).items():
            print(f"  {name} {value!r}")
