"""How many trials Optuna's RDBStorage hands out and takes back: queue_peer.py URL PROCESSES SECONDS prints their number.

Each process asks (random sampler, the same three parameters as `benchmarks/run queue`) and tells as fast as it can.
"""

import multiprocessing
import sys
import time

import optuna

STUDY = "queue"


def storage(url):
    return optuna.storages.RDBStorage(url, engine_kwargs={"pool_size": 1})


def work(url, seconds, ready, start, done):
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.load_study(study_name=STUDY, storage=storage(url), sampler=optuna.samplers.RandomSampler())
    ready.release()
    start.wait()
    end = time.monotonic() + seconds
    trials = 0
    while time.monotonic() < end:
        trial = study.ask()
        trial.suggest_float("learningRate", 1e-5, 0.1, log=True)
        trial.suggest_int("units", 8, 256)
        trial.suggest_categorical("optimizer", ["ADAM", "RMSPROP", "SGD"])
        study.tell(trial, 0.5)
        trials += 1
    done.put(trials)


def main():
    url, processes, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    optuna.create_study(study_name=STUDY, storage=storage(url), load_if_exists=True)
    context = multiprocessing.get_context("spawn")
    ready, start, done = context.Semaphore(0), context.Event(), context.Queue()
    workers = [context.Process(target=work, args=(url, seconds, ready, start, done)) for _ in range(processes)]
    for worker in workers:
        worker.start()
    for _ in workers:
        ready.acquire()
    start.set()
    print(sum(done.get() for _ in workers))
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    main()
