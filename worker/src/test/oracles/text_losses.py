"""Prints the losses of TextLossesTest: 20 steps of Adam on text messages by PyTorch, with weights and batches in the order that
the test has. Tokens come from the worker, by

    benchmarks/run parity --study examples/sms-spam/study.json --dataset examples/data/sms-spam.csv \
        --set units=16 --set embeddingUnits=16 --set maximumLength=24 --set vocabularySize=1000 --export FOLDER

Argument: that folder. Run with any Python that has numpy and PyTorch (2.15 was used). Weights lie as Deeplearning4j has them:
columns together, gates in the order candidate, forget, output, input; a token's embedding is a row.
"""
import json
import sys
from pathlib import Path

import numpy as np
import torch

UNITS, BATCH, STEPS, RATE = 16, 32, 20, 0.01
folder = Path(sys.argv[1])
network = json.loads((folder / "network.json").read_text())
count, length, vocabulary = network["fit"]["count"], network["fit"]["length"], network["tokens"]
tokens = torch.from_numpy(np.fromfile(folder / "fit.inputs", "<f4")).reshape(count, length).long()
lengths = torch.from_numpy(np.fromfile(folder / "fit.mask", "<f4")).reshape(count, length).sum(1).long()
classes = torch.from_numpy(np.fromfile(folder / "fit.outputs", "<f4")).reshape(count, 2)

weights = vocabulary * UNITS + 4 * UNITS * (2 * UNITS + 1) + 2 * (UNITS + 1)
flat = torch.tensor(0.2 * np.sin(np.arange(1, weights + 1)), dtype=torch.float32)
at = 0


def take(rows, columns):
    global at
    part = flat[at:at + rows * columns].reshape(columns, rows)
    at += rows * columns
    return part  # [columns, rows], as PyTorch has its weights


def ordered(part):
    candidate, forget, output, gate = part.split(UNITS)
    return torch.cat([gate, forget, candidate, output])


embedding = torch.nn.Embedding(vocabulary, UNITS)
lstm = torch.nn.LSTM(UNITS, UNITS, batch_first=True)
linear = torch.nn.Linear(UNITS, 2)
with torch.no_grad():
    embedding.weight.copy_(take(vocabulary, UNITS).T)
    lstm.weight_ih_l0.copy_(ordered(take(UNITS, 4 * UNITS)))
    lstm.weight_hh_l0.copy_(ordered(take(UNITS, 4 * UNITS)))
    lstm.bias_ih_l0.copy_(ordered(take(1, 4 * UNITS)[:, 0]))
    lstm.bias_hh_l0.zero_()
    linear.weight.copy_(take(UNITS, 2))
    linear.bias.copy_(take(1, 2)[:, 0])
lstm.bias_hh_l0.requires_grad_(False)  # Deeplearning4j has one bias
parameters = [p for p in [*embedding.parameters(), *lstm.parameters(), *linear.parameters()] if p.requires_grad]
adam = torch.optim.Adam(parameters, lr=RATE)
losses = []
for step in range(STEPS):
    batch = slice(step * BATCH, (step + 1) * BATCH)
    adam.zero_grad()
    every = lstm(embedding(tokens[batch]))[0]
    answers = linear(every[torch.arange(BATCH), lengths[batch] - 1])
    loss = -(classes[batch] * torch.log_softmax(answers, 1)).sum(1).mean()
    loss.backward()
    adam.step()
    losses.append(loss.item())
print(count, "texts,", vocabulary, "tokens")
print(", ".join(f"{loss:.7f}" for loss in losses))
