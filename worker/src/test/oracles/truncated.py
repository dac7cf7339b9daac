"""Prints the gradients of TruncationTest: one LSTM layer and a linear output in PyTorch, states detached k steps before the end.

Run with any Python that has PyTorch (2.15 was used). Weights lie as Deeplearning4j has them: columns together, gates in the order
candidate, forget, output, input.
"""
import torch

IN, H, STEPS = 1, 2, 5
INPUT = [0.5, -1.0, 0.8, 0.3, -0.6]
TARGET = 0.7


def gradient(back):
    count = 4 * H * (IN + H + 1) + H + 1
    flat = torch.tensor([0.5 * torch.sin(torch.tensor(k + 1.0, dtype=torch.float64)).item() for k in range(count)],
                        dtype=torch.float64, requires_grad=True)
    at = 0

    def take(rows, columns):
        nonlocal at
        part = flat[at:at + rows * columns].reshape(columns, rows).T
        at += rows * columns
        return part

    w, r, b = take(IN, 4 * H), take(H, 4 * H), take(1, 4 * H)
    v, c0 = take(H, 1), take(1, 1)
    h, c = torch.zeros(1, H, dtype=torch.float64), torch.zeros(1, H, dtype=torch.float64)
    for t, x in enumerate(INPUT):
        if t == STEPS - back:
            h, c = h.detach(), c.detach()
        z = torch.tensor([[x]], dtype=torch.float64) @ w + h @ r + b
        candidate, forget, output, gate = (z[:, i * H:(i + 1) * H] for i in range(4))
        c = torch.sigmoid(forget) * c + torch.sigmoid(gate) * torch.tanh(candidate)
        h = torch.sigmoid(output) * torch.tanh(c)
    loss = ((h @ v + c0 - TARGET) ** 2).sum()
    loss.backward()
    return flat.grad.tolist()


for back in (5, 3, 1):
    print(back, ", ".join(f"{g:.7f}" for g in gradient(back)))
