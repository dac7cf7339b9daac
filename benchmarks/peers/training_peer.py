"""A PyTorch network like that of `benchmarks/run training`: for each line "fit N" or "output N" it runs so many batches and
answers "= SECONDS", the processor time of the whole process. Arguments: units, batch, window, layers, cell (LSTM, GRU or SIMPLE)."""
import sys
import time

import torch

torch.set_num_threads(1)
torch.manual_seed(1)
units, batch, window, layers = map(int, sys.argv[1:5])
CELLS = {"LSTM": torch.nn.LSTM, "GRU": torch.nn.GRU, "SIMPLE": torch.nn.RNN}
FEATURES = 8


class Network(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.cell = CELLS[sys.argv[5]](FEATURES, units, layers, batch_first=True)
        self.linear = torch.nn.Linear(units, 1)

    def forward(self, x):
        return self.linear(self.cell(x)[0][:, -1])


network = Network()
optimizer = torch.optim.Adam(network.parameters(), 1e-3)
inputs = torch.randn(batch, window, FEATURES)
targets = torch.randn(batch, 1)


def fit():
    optimizer.zero_grad()
    torch.nn.functional.mse_loss(network(inputs), targets).backward()
    optimizer.step()


def output():
    with torch.no_grad():
        network(inputs)


for line in sys.stdin:
    what, count = line.split()
    run = {"fit": fit, "output": output}[what]
    began = time.process_time()
    for _ in range(int(count)):
        run()
    print("=", time.process_time() - began, flush=True)
