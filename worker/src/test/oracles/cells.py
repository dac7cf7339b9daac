"""Prints the figures of CellOracleTest: outputs and gradients of PyTorch's GRU and of a layer-normalised LSTM.

Run with any Python that has PyTorch (2.15 was used). Parameters are 0.5 sin(k + 1) in the order in which our layers keep them: W and
R column by column (a column leads to one unit of one gate), b, g. The loss is the sum of outputs times weights.
"""
import torch
from torch.nn.functional import layer_norm

torch.set_default_dtype(torch.float64)
IN, H, BATCH, STEPS = 2, 3, 2, 4
X = torch.sin(1.3 * torch.arange(1.0, STEPS * BATCH * IN + 1)).reshape(STEPS, BATCH, IN)
WEIGHTS = torch.cos(0.7 * torch.arange(1.0, STEPS * BATCH * H + 1)).reshape(STEPS, BATCH, H)


def parameters(count):
    return (0.5 * torch.sin(torch.arange(1.0, count + 1))).requires_grad_()


def split(flat, *shapes):
    parts, at = [], 0
    for rows, columns in shapes:
        parts.append(flat[at:at + rows * columns].reshape(columns, rows).T)
        at += rows * columns
    assert at == len(flat)
    return parts


def gru():
    flat = parameters(H * (3 * (IN + H) + 4))
    w, r, b = split(flat, (IN, 3 * H), (H, 3 * H), (1, 4 * H))
    b = b.reshape(-1)
    layer = torch.nn.GRU(IN, H)
    own = {"weight_ih_l0": w.T, "weight_hh_l0": r.T, "bias_ih_l0": b[:3 * H],
           "bias_hh_l0": torch.cat([torch.zeros(2 * H), b[3 * H:]])}
    return flat, torch.func.functional_call(layer, own, (X,))[0]


def layer_norm_lstm():
    """Ba, Kiros and Hinton 2016, equations 20 to 22; gates candidate, forget, output, input."""
    flat = parameters(H * (4 * (IN + H) + 5 + 9))
    w, r, b, g = split(flat, (IN, 4 * H), (H, 4 * H), (1, 5 * H), (1, 9 * H))
    b, g = b.reshape(-1), g.reshape(-1)
    h, c, outputs = torch.zeros(BATCH, H), torch.zeros(BATCH, H), []
    for x in X:
        z = layer_norm(x @ w, (4 * H,), g[:4 * H]) + layer_norm(h @ r, (4 * H,), g[4 * H:8 * H]) + b[:4 * H]
        a, f, o, i = z.split(H, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(a)
        h = torch.sigmoid(o) * torch.tanh(layer_norm(c, (H,), g[8 * H:], b[4 * H:]))
        outputs.append(h)
    return flat, torch.stack(outputs)


def written(name, numbers):
    print(name, " ".join(f"{number:.7f}" for number in numbers.reshape(-1).tolist()))


for name, cell in ("GRU", gru), ("LAYER_NORM_LSTM", layer_norm_lstm):
    flat, outputs = cell()
    (outputs * WEIGHTS).sum().backward()
    written(name + " outputs", outputs.detach())
    written(name + " gradients", flat.grad)
