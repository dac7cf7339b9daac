"""Trains the network of `benchmarks/run parity` in PyTorch. Argument: a folder with network.json and arrays; prints one
validation loss for each seed."""
import json
import sys
from pathlib import Path

import numpy as np
import torch

torch.set_num_threads(1)
folder = Path(sys.argv[1])
network = json.loads((folder / "network.json").read_text())
h = network["hyperparameters"]
features, outputs, units, layers = network["features"], network["outputs"], int(h["units"]), int(h["layers"])
classes = network["answer"] == "CLASSES"
tokens = network["tokens"]


def array(part, name):
    file = folder / f"{part}.{name}"
    return torch.from_numpy(np.fromfile(file, "<f4")) if file.exists() else None


def examples(part):
    count, length = network[part]["count"], network[part]["length"]
    mask, weights = array(part, "mask"), array(part, "weights")
    return (array(part, "inputs").reshape(count, features, length).transpose(1, 2).contiguous(),
            torch.full((count,), length) if mask is None else mask.reshape(count, length).sum(1).long(),
            array(part, "outputs").reshape(count, outputs),
            torch.ones(count) if weights is None else weights)


def xavier(weights, fan_in, fan_out):
    torch.nn.init.normal_(weights, 0, (2 / (fan_in + fan_out)) ** 0.5)


class Network(torch.nn.Module):
    def __init__(self):
        super().__init__()
        width = int(h["embeddingUnits"]) if tokens else features
        if tokens:
            self.embedding = torch.nn.Embedding(tokens, width)
            torch.nn.init.normal_(self.embedding.weight, 0, width ** -0.5)
        self.lstm = torch.nn.LSTM(width, units, layers, batch_first=True)
        self.linear = torch.nn.Linear(units, outputs)
        with torch.no_grad():
            for layer in range(layers):
                into = width if layer == 0 else units
                for kind in ("ih", "hh"):
                    # As Deeplearning4j counts: from the cell's units to its units and inputs.
                    xavier(getattr(self.lstm, f"weight_{kind}_l{layer}"), units, into + units)
                    getattr(self.lstm, f"bias_{kind}_l{layer}").zero_()
                getattr(self.lstm, f"bias_ih_l{layer}")[units:2 * units] = h["forgetGateBias"]
                # Deeplearning4j has one bias.
                getattr(self.lstm, f"bias_hh_l{layer}").requires_grad_(False)
            xavier(self.linear.weight, units, outputs)
            self.linear.bias.zero_()

    def forward(self, x, lengths):
        if tokens:
            x = self.embedding(x[:, :, 0].long())
        every = self.lstm(x)[0]
        return self.linear(every[torch.arange(len(x)), lengths - 1])


def losses(model, part):
    x, lengths, y, weights = part
    answers = model(x, lengths)
    each = -(y * torch.log_softmax(answers, 1)).sum(1) if classes else ((answers - y) ** 2).mean(1)
    return each * weights


fit, held = examples("fit"), examples("held")
for seed in range(1, network["seeds"] + 1):
    torch.manual_seed(seed)
    model = Network()
    adam = torch.optim.Adam([p for p in model.parameters() if p.requires_grad], lr=h["learningRate"],
                            betas=(h["beta1"], h["beta2"]), eps=h["epsilon"])
    for _ in range(int(h["epochs"])):
        for batch in torch.randperm(len(fit[0])).split(int(h["batchSize"])):
            adam.zero_grad()
            losses(model, [each[batch] for each in fit]).mean().backward()
            adam.step()
    with torch.no_grad():
        print(losses(model, held).mean().item(), flush=True)
