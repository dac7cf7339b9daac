"""Tunes anything by HTTP alone, with Python's standard library.

    CAIRN_URL=http://127.0.0.1:8080 python3 examples/ask-tell/tune.py my-study

What is "trained" is a walk to the minimum of a bowl; put a training of your own in the place of train().
"""

import json
import os
import sys
import urllib.error
import urllib.request
import uuid

URL = os.environ.get("CAIRN_URL", "http://127.0.0.1:8080").rstrip("/") + "/api/v1"
TOKEN = os.environ.get("CAIRN_TOKEN", "")


def call(method, path, body=None, headers=None):
    """The answer's JSON; None if there is nothing to say."""
    request = urllib.request.Request(URL + path, method=method)
    request.add_header("Content-Type", "application/json")
    if TOKEN:
        request.add_header("Authorization", "Bearer " + TOKEN)
    for name, value in (headers or {}).items():
        request.add_header(name, value)
    data = None if body is None else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(request, data, timeout=60) as answer:
            text = answer.read()
            return json.loads(text) if text else None
    except urllib.error.HTTPError as refused:
        sys.exit(refused.read().decode())


def train(point, report):
    """Walks from 10 towards the bowl's value; ends early if report() says so."""
    value = (point["x"] - 1) ** 2 + (point["y"] + 2) ** 2
    loss = 10.0 + value
    for step in range(1, 6):
        loss = value + (loss - value) / 2
        if not report(step, loss):
            return "PRUNED", loss
    return "COMPLETED", value


def main(name, trials=15):
    study = call("POST", "/studies", {
        "name": name,
        "seed": 1,
        "space": {"parameters": [
            {"name": "x", "type": "REAL", "low": -5, "high": 5},
            {"name": "y", "type": "REAL", "low": -5, "high": 5}]},
        "objectives": [{"metric": "loss", "direction": "MINIMIZE"}],
        "pruner": {"type": "MEDIAN"},
        "budget": {"trials": trials}}, {"Idempotency-Key": str(uuid.uuid4())})["id"]

    while True:
        # A new UUID for each ask; the same one again would get the same trial.
        lease = call("POST", "/leases", {
            "request": str(uuid.uuid4()), "study": study, "worker": {"name": "python"}, "hold": "PT5S"})
        if lease is None:
            if call("GET", f"/studies/{study}")["state"] in ("COMPLETED", "FAILED", "CANCELLED"):
                break
            continue
        attempt = f"/attempts/{lease['attempt']}"
        token = {"Cairn-Lease": lease["token"]}

        def report(step, loss):
            directive = call("POST", attempt + "/measurements",
                             {"measurements": [{"step": step, "metrics": {"loss": loss}}]}, token)
            return directive["directive"] == "CONTINUE"

        result, loss = train(lease["point"], report)
        call("POST", attempt + "/outcome", {"result": result, "metrics": {"loss": loss}}, token)
        print(f"trial {lease['trialNumber']}: {result.lower()} {loss:.4f}")

    best = call("GET", f"/studies/{study}/best")
    print("best", json.dumps(best["point"]), best["values"])


if __name__ == "__main__":
    main(*sys.argv[1:2] or ["bowl-python"])
