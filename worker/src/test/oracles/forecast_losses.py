"""Prints the losses of ForecastLossesTest: 20 steps of Adam on Apple's share prices, prepared from the table and trained by
PyTorch alone, with weights and batches in the order that the test has.

Run in this folder with any Python that has numpy and PyTorch (2.15 was used). Weights lie as Deeplearning4j has them: columns
together, gates in the order candidate, forget, output, input.
"""
import csv
import sys

import numpy as np
import torch

UNITS, WINDOW, HORIZON, BATCH, STEPS = 16, 14, 3, 32, 20
COLUMNS = ["close", "high", "low", "volume"]  # the first one is forecast

with open(sys.argv[1] if len(sys.argv) > 1 else "../../../../examples/data/apple-2015-2017.csv") as file:
    table = np.array([[float(row[column]) for column in COLUMNS] for row in csv.DictReader(file)])
rows = len(table)
end = rows - int(rows * 0.15) - (HORIZON - 1)  # before the sealed test part
train = end - int(rows * 0.15) - (HORIZON - 1)  # before validation
scaled = ((table - table[:train].mean(0)) / table[:train].std(0)).astype(np.float32)
firsts = range(WINDOW, train - HORIZON + 1)
inputs = torch.tensor(np.stack([scaled[first - WINDOW:first] for first in firsts]))
targets = torch.tensor(np.stack([scaled[first:first + HORIZON, 0] for first in firsts]))

count = 4 * UNITS * (len(COLUMNS) + UNITS + 1) + (UNITS + 1) * HORIZON
flat = torch.tensor(0.2 * np.sin(np.arange(1, count + 1)), dtype=torch.float32)
at = 0


def take(rows, columns):
    global at
    part = flat[at:at + rows * columns].reshape(columns, rows)
    at += rows * columns
    return part  # [columns, rows], as PyTorch has its weights


def ordered(part):
    candidate, forget, output, gate = part.split(UNITS)
    return torch.cat([gate, forget, candidate, output])


lstm = torch.nn.LSTM(len(COLUMNS), UNITS, batch_first=True)
linear = torch.nn.Linear(UNITS, HORIZON)
with torch.no_grad():
    lstm.weight_ih_l0.copy_(ordered(take(len(COLUMNS), 4 * UNITS)))
    lstm.weight_hh_l0.copy_(ordered(take(UNITS, 4 * UNITS)))
    lstm.bias_ih_l0.copy_(ordered(take(1, 4 * UNITS)[:, 0]))
    lstm.bias_hh_l0.zero_()
    linear.weight.copy_(take(UNITS, HORIZON))
    linear.bias.copy_(take(1, HORIZON)[:, 0])
lstm.bias_hh_l0.requires_grad_(False)  # Deeplearning4j has one bias
optimizer = torch.optim.Adam([p for p in [*lstm.parameters(), *linear.parameters()] if p.requires_grad], lr=0.01)
losses = []
for step in range(STEPS):
    start = step * BATCH % (len(inputs) - BATCH)
    optimizer.zero_grad()
    loss = torch.nn.functional.mse_loss(linear(lstm(inputs[start:start + BATCH])[0][:, -1]), targets[start:start + BATCH])
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
print(len(inputs), "windows")
print(", ".join(f"{loss:.7f}" for loss in losses))
