"""Prints the figures of OptimizerTest and RateScheduleTest: PyTorch in double precision, AdaBelief from the paper's algorithm 2.

Run with any Python that has PyTorch (2.15 was used).
"""
import math
import torch

START = [1.0, -2.0, 0.5]
GRADIENTS = [[0.1, -0.3, 2.0], [0.2, 0.4, -1.0], [-0.1, 0.0, 0.5], [0.3, -0.2, 0.01]]


def steps(make):
    weights = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    optimizer = make([weights])
    for gradient in GRADIENTS:
        weights.grad = torch.tensor(gradient, dtype=torch.float64)
        optimizer.step()
    return weights.tolist()


def adabelief(rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    weights, m, s = list(START), [0.0] * 3, [0.0] * 3
    for t, gradient in enumerate(GRADIENTS, 1):
        for i, g in enumerate(gradient):
            m[i] = beta1 * m[i] + (1 - beta1) * g
            s[i] = beta2 * s[i] + (1 - beta2) * (g - m[i]) ** 2 + epsilon
            weights[i] -= rate * (m[i] / (1 - beta1**t)) / (math.sqrt(s[i] / (1 - beta2**t)) + epsilon)
    return weights


optim = torch.optim
for name, weights in {
    "SGD": steps(lambda w: optim.SGD(w, lr=0.1)),
    "SGD momentum": steps(lambda w: optim.SGD(w, lr=0.1, momentum=0.9, nesterov=True)),
    "RMSPROP": steps(lambda w: optim.RMSprop(w, lr=0.1, alpha=0.95, eps=1e-8)),
    "ADAGRAD": steps(lambda w: optim.Adagrad(w, lr=0.1, eps=1e-8)),
    "ADADELTA": steps(lambda w: optim.Adadelta(w, lr=1.0, rho=0.95, eps=1e-6)),
    "ADAM": steps(lambda w: optim.Adam(w, lr=0.1)),
    "ADAMW": steps(lambda w: optim.AdamW(w, lr=0.1, weight_decay=0.1)),
    "AMSGRAD": steps(lambda w: optim.Adam(w, lr=0.1, amsgrad=True)),
    "NADAM": steps(lambda w: optim.NAdam(w, lr=0.1)),
    "ADABELIEF": adabelief(0.1),
}.items():
    print(name, " ".join(f"{w:.9f}" for w in weights))


def rates(make, epochs=12):
    weight = torch.zeros(1, requires_grad=True)
    optimizer = optim.SGD([weight], lr=0.1)
    schedule = make(optimizer)
    found = []
    for _ in range(epochs):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return found


lr = optim.lr_scheduler
for name, found in {
    "STEP": rates(lambda o: lr.StepLR(o, 4, 0.5)),
    "EXPONENTIAL": rates(lambda o: lr.ExponentialLR(o, 0.9)),
    "COSINE": rates(lambda o: lr.CosineAnnealingLR(o, 12, eta_min=0.001)),
    "CYCLIC": rates(lambda o: lr.CyclicLR(o, 0.001, 0.1, step_size_up=3)),
}.items():
    print(name, " ".join(f"{r:.9f}" for r in found))
