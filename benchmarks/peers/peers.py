"""Runs other hyperparameter search libraries on the benchmark problems.

Every peer searches the same flat space of dimensions, one of the three kinds below, and is asked for one point at a time; the
problems themselves are evaluated by `benchmarks/run evaluate`, so that no function exists twice.

With w pending, w points are asked for one after another; then, again and again, the oldest finishes and one more is asked for.
The noise of an evaluation depends on the seed and on how manieth its point was asked for. A failure is told as the worst value
observed so far, unless the peer says otherwise; before the first success there is none, so the failures wait until then.
"""

import os

for variable in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_NUM_THREADS"):
    os.environ[variable] = "1"  # before any library that has threads of its own is imported
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import argparse
import importlib.metadata
import json
import logging
import math
import shlex
import subprocess
import sys
import time
import traceback
import warnings
from collections import deque
from dataclasses import dataclass

HERE = os.path.dirname(os.path.abspath(__file__))


# ---------------------------------------------------------------------------------------------------------------- the space


@dataclass(frozen=True)
class Dimension:
    """What a peer sees of a parameter: a range of reals or integers, linear or logarithmic, or so many unordered choices.

    An ordinal (or a range with a step) is the range of its indices, a choice is named by its index. The reversed logarithm of a parameter is the
    logarithm of its mirror image low + high - value.
    """

    name: str
    kind: str  # real, integer or choice
    low: float
    high: float
    log: bool
    values: tuple  # of an ordinal or of choices, else empty
    mirrored: bool
    when: dict  # parent -> values with one of which this is active

    @staticmethod
    def of(parameter):
        scale = parameter.get("scale", "LINEAR")
        values = tuple(parameter.get("values", ()))
        if parameter.get("step"):  # LINEAR: as an ordinal of its multiples
            low, high, step = parameter["low"], parameter["high"], parameter["step"]
            values = tuple(min(high, low + i * step) for i in range(math.floor((high - low) / step + 1e-9) + 1))
        kinds = {"REAL": "real", "INTEGER": "integer", "ORDINAL": "integer", "CATEGORICAL": "choice"}
        kind = "integer" if parameter.get("step") else kinds[parameter["type"]]
        low, high = (0, len(values) - 1) if values else (parameter["low"], parameter["high"])
        when = parameter.get("when") or {}
        return Dimension(parameter["name"], kind, low, high, scale != "LINEAR", values, scale == "REVERSE_LOG", when)

    @property
    def choices(self):
        return [str(i) for i in range(len(self.values))]

    def decoded(self, value):
        """The parameter's own value."""
        if self.values:
            return self.values[int(value)]
        if self.mirrored:
            value = self.low + self.high - value
        value = min(self.high, max(self.low, value))
        return int(round(value)) if self.kind == "integer" else float(value)


def active_only(dimensions, decoded):
    """Of a value for every dimension, those that are active."""
    conditions = {d.name: d.when for d in dimensions}

    def is_active(name):
        return all(is_active(parent) and decoded[parent] in values for parent, values in conditions[name].items())

    return {name: value for name, value in decoded.items() if is_active(name)}


# ---------------------------------------------------------------------------------------------------------------- the peers


class Peer:
    """Asked for one point at a time. Subclasses import their library when made, so that each needs its own only."""

    package = ""
    pending_supported = True
    options = "flat space, inactive values ignored; failures told as the worst value so far"

    def __init__(self, dimensions, startup, seed, pending):
        self.dimensions = dimensions

    def ask(self):
        """A handle for `tell`, and encoded values by name."""
        raise NotImplementedError

    def tell(self, handle, value):
        raise NotImplementedError

    def tell_failure(self, handle, worst):
        """False if it cannot be told yet; `worst` is None before the first success."""
        if worst is None:
            return False
        self.tell(handle, worst)
        return True

    @classmethod
    def version(cls):
        return importlib.metadata.version(cls.package)


class Optuna(Peer):
    package = "optuna"

    def __init__(self, dimensions, startup, seed, pending):
        super().__init__(dimensions, startup, seed, pending)
        import optuna

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        self.study = optuna.create_study(sampler=self.sampler(optuna.samplers, startup, seed, pending))

    def suggest(self, trial, dimension):
        d = dimension
        if d.kind == "choice":
            return trial.suggest_categorical(d.name, d.choices)
        if d.kind == "integer":
            return trial.suggest_int(d.name, d.low, d.high, log=d.log)
        return trial.suggest_float(d.name, d.low, d.high, log=d.log)

    def tell(self, trial, value):
        self.study.tell(trial, value)


class OptunaTpe(Optuna):
    options = "multivariate, group, constant liar if several are pending; define-by-run; failures told as the worst value so far"

    def sampler(self, samplers, startup, seed, pending):
        return samplers.TPESampler(
            multivariate=True, group=True, constant_liar=pending > 1, n_startup_trials=startup, seed=seed
        )

    def ask(self):
        trial = self.study.ask()
        point, waiting = {}, list(self.dimensions)
        names = {d.name: d for d in waiting}
        while waiting:  # parents first, in whatever order they are listed
            ready = [d for d in waiting if not any(names[parent] in waiting for parent in d.when)]
            for d in ready:
                waiting.remove(d)
                if all(p in point and names[p].decoded(point[p]) in values for p, values in d.when.items()):
                    point[d.name] = self.suggest(trial, d)
        return trial, point


class OptunaGp(Optuna):
    def sampler(self, samplers, startup, seed, pending):
        return samplers.GPSampler(n_startup_trials=startup, seed=seed)

    def ask(self):
        trial = self.study.ask()
        return trial, {d.name: self.suggest(trial, d) for d in self.dimensions}


class Ax(Peer):
    package = "ax-platform"
    options = "Client's default strategy, BoTorch models; " + Peer.options

    def __init__(self, dimensions, startup, seed, pending):
        super().__init__(dimensions, startup, seed, pending)
        from ax.api.client import Client
        from ax.api.configs import ChoiceParameterConfig, RangeParameterConfig

        logging.getLogger("ax").setLevel(logging.CRITICAL)
        self.client = Client(random_seed=seed)
        self.client.configure_experiment(
            parameters=[
                ChoiceParameterConfig(name=d.name, values=d.choices, parameter_type="str", is_ordered=False)
                if d.kind == "choice"
                else RangeParameterConfig(
                    name=d.name,
                    bounds=(d.low, d.high),
                    parameter_type="int" if d.kind == "integer" else "float",
                    scaling="log" if d.log else "linear",
                )
                for d in dimensions
            ]
        )
        self.client.configure_optimization(objective="-loss")
        self.client.configure_generation_strategy(
            initialization_budget=startup, initialization_random_seed=seed, allow_exceeding_initialization_budget=True
        )

    def ask(self):
        ((index, point),) = self.client.get_next_trials(max_trials=1).items()
        return index, point

    def tell(self, index, value):
        self.client.complete_trial(trial_index=index, raw_data={"loss": value})

    @classmethod
    def version(cls):
        return f"{super().version()} (botorch {importlib.metadata.version('botorch')})"


class Hebo(Peer):
    package = "HEBO"
    pending_supported = False

    def __init__(self, dimensions, startup, seed, pending):
        super().__init__(dimensions, startup, seed, pending)
        import numpy
        import torch
        from hebo.design_space.design_space import DesignSpace
        from hebo.optimizers.hebo import HEBO

        numpy.random.seed(seed)
        torch.manual_seed(seed)
        self.space = DesignSpace().parse([self.parameter(d) for d in dimensions])
        self.hebo = HEBO(self.space, rand_sample=startup, scramble_seed=seed)
        self.column = lambda value: numpy.array([[value]])

    def parameter(self, d):
        if d.kind == "choice":
            return {"name": d.name, "type": "cat", "categories": d.choices}
        kind = {("real", False): "num", ("real", True): "pow", ("integer", False): "int", ("integer", True): "pow_int"}
        return {"name": d.name, "type": kind[d.kind, d.log], "lb": d.low, "ub": d.high}

    def ask(self):
        row = self.hebo.suggest(n_suggestions=1)
        return row, {d.name: row[d.name].iloc[0] for d in self.dimensions}

    def tell(self, row, value):
        self.hebo.observe(row, self.column(value))


class Skopt(Peer):
    package = "scikit-optimize"
    pending_supported = False
    options = "as gp_minimize; " + Peer.options

    def __init__(self, dimensions, startup, seed, pending):
        super().__init__(dimensions, startup, seed, pending)
        from skopt import Optimizer
        from skopt.space import Categorical, Integer, Real

        def of(d):
            if d.kind == "choice":
                return Categorical(d.choices, name=d.name)
            prior = "log-uniform" if d.log else "uniform"
            return (Integer if d.kind == "integer" else Real)(d.low, d.high, prior=prior, name=d.name)

        self.optimizer = Optimizer(
            [of(d) for d in dimensions],
            base_estimator="GP",
            n_initial_points=startup,
            acq_func="gp_hedge",
            acq_optimizer_kwargs={"n_points": 10000, "n_restarts_optimizer": 5, "n_jobs": 1},
            random_state=seed,
            model_queue_size=1,
        )

    def ask(self):
        point = self.optimizer.ask()
        return point, {d.name: value for d, value in zip(self.dimensions, point)}

    def tell(self, point, value):
        self.optimizer.tell(point, value)


class Vizier(Peer):
    package = "google-vizier"
    options = "GP_UCB_PE, the service's default; flat space, inactive values ignored; failures told as infeasible"

    def __init__(self, dimensions, startup, seed, pending):
        super().__init__(dimensions, startup, seed, pending)
        import jax
        from vizier import algorithms, pyvizier
        from vizier._src.algorithms.designers.gp_ucb_pe import VizierGPUCBPEBandit

        self.vizier, self.algorithms = pyvizier, algorithms
        problem = pyvizier.ProblemStatement()
        problem.metric_information.append(
            pyvizier.MetricInformation("loss", goal=pyvizier.ObjectiveMetricGoal.MINIMIZE)
        )
        for d in dimensions:
            self.add(problem.search_space.root, d)
        self.designer = VizierGPUCBPEBandit(problem, num_seed_trials=startup, rng=jax.random.PRNGKey(seed))
        self.asked = 0
        self.active = {}
        self.finished = []

    def add(self, root, d):
        if d.kind == "choice":
            root.add_categorical_param(d.name, d.choices)
            return
        scale = self.vizier.ScaleType.LOG if d.log else self.vizier.ScaleType.LINEAR
        (root.add_int_param if d.kind == "integer" else root.add_float_param)(d.name, d.low, d.high, scale_type=scale)

    def ask(self):
        completed = self.algorithms.CompletedTrials(self.finished)
        self.designer.update(completed, self.algorithms.ActiveTrials(list(self.active.values())))
        self.finished = []
        (suggestion,) = self.designer.suggest(1)
        self.asked += 1
        trial = self.active[self.asked] = suggestion.to_trial(self.asked)
        return trial, trial.parameters.as_dict()

    def tell(self, trial, value):
        self.finish(trial, self.vizier.Measurement({"loss": value}), None)

    def tell_failure(self, trial, worst):
        self.finish(trial, self.vizier.Measurement(), "failed")
        return True

    def finish(self, trial, measurement, why_infeasible):
        trial.complete(measurement, infeasibility_reason=why_infeasible)
        self.finished.append(self.active.pop(trial.id))


PEERS = {"optuna-tpe": OptunaTpe, "optuna-gp": OptunaGp, "ax": Ax, "hebo": Hebo, "skopt": Skopt, "vizier": Vizier}


# ----------------------------------------------------------------------------------------------------------------- the runs


class Evaluator:
    """The process that knows the problems: a JSON line in, a JSON line out."""

    def __init__(self, command):
        words = shlex.split(command)
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)

    def answer(self, question):
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("the evaluator ended")
        answer = json.loads(line)
        if "error" in answer:
            raise SystemExit(f"the evaluator refused {question}: {answer['error']}")
        return answer

    def problems(self, names):
        return self.answer({"problems": names})["problems"]

    def evaluate(self, problem, seed, index, parameters):
        return self.answer(
            {"evaluate": {"problem": problem, "seed": seed, "index": index, "parameters": parameters}}
        )


class Run:
    """One peer searching one problem with one seed."""

    def __init__(self, evaluator, problem, name, seed, evaluations, pending):
        self.evaluator, self.problem, self.name, self.seed = evaluator, problem, name, seed
        self.evaluations, self.pending = evaluations, pending
        self.dimensions = [Dimension.of(parameter) for parameter in problem["space"]["parameters"]]
        self.open = deque()  # (index, handle, parameters), the oldest first
        self.untold_failures = []
        self.regret, self.failures, self.seconds = [], [], []
        self.best, self.worst, self.regret_now, self.failures_now = math.inf, None, None, 0

    def line(self):
        kind = PEERS[self.name]
        error = None
        try:
            peer = kind(self.dimensions, self.problem["startup"], self.seed, self.pending)
            self.search(peer)
        except Exception as e:  # a peer may raise anything; the other runs go on
            traceback.print_exc()
            error = f"{type(e).__name__}: {e}"[:500]
        line = {
            "sampler": self.name,
            "version": kind.version(),
            "problem": self.problem["name"],
            "seed": self.seed,
            "pending": self.pending,
            "startup": self.problem["startup"],
            "evaluations": self.evaluations,
            "regret": self.regret,
            "failures": self.failures,
            "seconds": [float(f"{s:.4g}") for s in self.seconds],
            "options": kind.options,
        }
        if error:
            line["options"] = json.dumps({"options": kind.options, "error": error})
            line["failed_run"] = True
        return line

    def search(self, peer):
        while len(self.regret) < self.evaluations:
            while len(self.open) < self.pending and len(self.seconds) < self.evaluations:
                self.ask(peer)
            self.finish(peer, *self.open.popleft())

    def ask(self, peer):
        begin = time.perf_counter()
        handle, encoded = peer.ask()
        self.seconds.append(time.perf_counter() - begin)
        decoded = {d.name: d.decoded(encoded[d.name]) for d in self.dimensions if d.name in encoded}
        point = active_only(self.dimensions, decoded) if len(decoded) == len(self.dimensions) else decoded
        self.open.append((len(self.seconds) - 1, handle, point))

    def finish(self, peer, index, handle, point):
        outcome = self.evaluator.evaluate(self.problem["name"], self.seed, index, point)
        begin = time.perf_counter()
        if "failed" in outcome:
            self.failures_now += 1
            self.untold_failures.append(handle)
        else:
            value = outcome["observed"]
            self.worst = value if self.worst is None else max(self.worst, value)
            if value < self.best:
                self.best = value
                self.regret_now = max(0.0, outcome["noiseless"] - self.problem["optimum"])
            peer.tell(handle, value)
        self.untold_failures = [h for h in self.untold_failures if not peer.tell_failure(h, self.worst)]
        self.seconds[index] += time.perf_counter() - begin  # some fit their model when told
        self.regret.append(self.regret_now)
        self.failures.append(self.failures_now)


def key(line):
    return tuple(line[name] for name in ("sampler", "problem", "seed", "pending", "evaluations"))


def already_done(path):
    """Of the complete lines; the half line that a killed process may have left is cut off."""
    with open(path, "a+b") as file:
        file.seek(0)
        text = file.read()
        complete = text[: text.rfind(b"\n") + 1]
        file.truncate(len(complete))
        return {key(json.loads(line)) for line in complete.splitlines() if line.strip()}


def seeds(text):
    first, _, last = text.partition("..")
    return range(int(first), int(last or first) + 1)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--peer", required=True, help=f"of {', '.join(PEERS)}")
    parser.add_argument("--problems", default="all", help="names, suites or all")
    parser.add_argument("--seeds", default="0..7", help="first and last")
    parser.add_argument("--evaluations", type=int, default=100)
    parser.add_argument("--pending", type=int, default=1)
    parser.add_argument("--out", required=True, help="file to which a JSON line a run is appended")
    parser.add_argument("--evaluator", default=os.path.join(HERE, "..", "run") + " evaluate")
    chosen = parser.parse_args()
    chosen.peer = chosen.peer.split(",")
    for name in chosen.peer:
        if name not in PEERS:
            parser.error(f"--peer must be of {', '.join(PEERS)} but was {name}")
        if chosen.pending > 1 and not PEERS[name].pending_supported:
            parser.error(f"{name} cannot be asked while others are pending")
    return chosen


def quiet():
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    try:
        import torch

        torch.set_num_threads(1)
    except ImportError:
        pass


def main():
    chosen = arguments()
    quiet()
    evaluator = Evaluator(chosen.evaluator)
    problems = evaluator.problems(chosen.problems)
    done = already_done(chosen.out)
    for seed in seeds(chosen.seeds):
        for problem in problems:
            for name in chosen.peer:
                if (name, problem["name"], seed, chosen.pending, chosen.evaluations) in done:
                    continue
                begin = time.perf_counter()
                line = Run(evaluator, problem, name, seed, chosen.evaluations, chosen.pending).line()
                with open(chosen.out, "a") as out:
                    out.write(json.dumps(line) + "\n")
                elapsed = time.perf_counter() - begin
                last = line["regret"][-1] if line["regret"] else None
                failed = " FAILED RUN" if "failed_run" in line else ""
                print(f"{name} {problem['name']} seed {seed}: regret {last} in {elapsed:.1f} s{failed}", file=sys.stderr)


if __name__ == "__main__":
    main()
