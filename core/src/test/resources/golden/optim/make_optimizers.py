"""Writes optimizers.json beside this script: trajectories of every optimizer over 30 steps.

Run with PyTorch 2.x and NumPy. Two parameters of shapes (3, 2) and (4,) start from fixed values; the gradient at step t
is a fixed function of the parameter and t, in the parameter's own precision and made of exact or correctly rounded
operations only, so that every implementation sees the same one:

    gradient = (p * scale) + wave[t % 7] / 4,   scale = 1 + index / 8,   wave = -3..3

LARS and LAMB are not in PyTorch: `lars` and `lamb` below write the formulas of their papers in NumPy float64
(You, Gitman, Ginsburg 2017, algorithm 1; You et al. 2020, algorithm 2).
"""
import json
import pathlib

import numpy as np
import torch

STEPS = 30
SHAPES = [(3, 2), (4,)]
KEPT = [1, 2, 5, 12, 30]

CASES = [
    ("SGD", {}),
    ("SGD", dict(lr=0.1)),
    ("SGD", dict(lr=0.05, momentum=0.9)),
    ("SGD", dict(lr=0.05, momentum=0.9, dampening=0.3, weight_decay=0.01)),
    ("SGD", dict(lr=0.05, momentum=0.9, nesterov=True, weight_decay=0.02)),
    ("SGD", dict(lr=0.01, momentum=0.5, maximize=True)),
    ("Adam", {}),
    ("Adam", dict(lr=0.05, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.1)),
    ("Adam", dict(lr=0.05, amsgrad=True)),
    ("Adam", dict(lr=0.02, maximize=True, weight_decay=0.01)),
    ("Adam", dict(lr=0.02, decoupled_weight_decay=True, weight_decay=0.1)),
    ("Adam", dict(lr=0.02, betas=(0.3, 0.95))),
    ("AdamW", dict(lr=0.05)),
    ("AdamW", dict(lr=0.05, weight_decay=0.3, amsgrad=True)),
    ("AdamW", dict(lr=0.05, maximize=True)),
    ("NAdam", {}),
    ("NAdam", dict(lr=0.05, weight_decay=0.1, momentum_decay=0.02)),
    ("NAdam", dict(lr=0.05, weight_decay=0.1, decoupled_weight_decay=True)),
    ("NAdam", dict(lr=0.05, maximize=True)),
    ("RAdam", {}),
    ("RAdam", dict(lr=0.05, weight_decay=0.1)),
    ("RAdam", dict(lr=0.05, betas=(0.8, 0.9), weight_decay=0.1, decoupled_weight_decay=True)),
    ("RAdam", dict(lr=0.05, betas=(0.8, 0.5), maximize=True)),
    ("Adamax", {}),
    ("Adamax", dict(lr=0.05, betas=(0.8, 0.95), weight_decay=0.1)),
    ("Adamax", dict(lr=0.05, maximize=True)),
    ("Adagrad", {}),
    ("Adagrad", dict(lr=0.1, lr_decay=0.1, weight_decay=0.1, initial_accumulator_value=0.5)),
    ("Adagrad", dict(lr=0.1, maximize=True)),
    ("Adadelta", {}),
    ("Adadelta", dict(lr=0.5, rho=0.8, eps=1e-4, weight_decay=0.1)),
    ("Adadelta", dict(maximize=True)),
    ("RMSprop", {}),
    ("RMSprop", dict(lr=0.02, alpha=0.9, weight_decay=0.1)),
    ("RMSprop", dict(lr=0.02, momentum=0.9)),
    ("RMSprop", dict(lr=0.02, centered=True)),
    ("RMSprop", dict(lr=0.02, centered=True, momentum=0.5, maximize=True)),
    ("Rprop", {}),
    ("Rprop", dict(lr=0.1, etas=(0.4, 1.5), step_sizes=(0.001, 0.5))),
    ("Rprop", dict(lr=0.01, maximize=True)),
    ("ASGD", {}),
    ("ASGD", dict(lr=0.1, lambd=0.01, alpha=0.5, t0=10, weight_decay=0.1)),
    ("ASGD", dict(lr=0.01, t0=0, maximize=True)),
]

PAPER_CASES = [
    ("LARS", dict(lr=2.0, momentum=0.9, trust_coefficient=0.01, weight_decay=0.01)),
    ("LARS", dict(lr=0.05, momentum=0.5, adapt=False)),
    ("LARS", dict(lr=1.0, momentum=0.9, trust_coefficient=0.01, eps=1e-3, maximize=True)),
    ("LAMB", dict(lr=0.01)),
    ("LAMB", dict(lr=0.02, betas=(0.8, 0.95), eps=1e-4, weight_decay=0.1)),
    ("LAMB", dict(lr=0.02, adapt=False, weight_decay=0.1, maximize=True)),
]


def start(shape):
    count = int(np.prod(shape))
    return (np.arange(count, dtype=np.float64) * 5 % 7 - 3).reshape(shape) / 4


def scale(shape):
    count = int(np.prod(shape))
    return 1 + np.arange(count, dtype=np.float64).reshape(shape) / 8


def wave(t):
    return (t * 3 % 7 - 3) / 4


def torch_run(name, options, dtype):
    torch.set_default_dtype(dtype)
    params = [torch.nn.Parameter(torch.tensor(start(s), dtype=dtype)) for s in SHAPES]
    optimizer = getattr(torch.optim, name)(params, foreach=False, **options)
    kept = []
    for t in range(1, STEPS + 1):
        for p, s in zip(params, SHAPES):
            with torch.no_grad():
                p.grad = p * torch.tensor(scale(s), dtype=dtype) + wave(t)
        optimizer.step()
        if t in KEPT:
            kept.append([v for p in params for v in p.detach().double().flatten().tolist()])
    return kept


def lars(p, g, state, t, lr, momentum, trust_coefficient=0.001, weight_decay=0.0, eps=0.0, adapt=True, maximize=False):
    g = -g if maximize else g
    q = 1.0
    norm, gradient_norm = np.linalg.norm(p), np.linalg.norm(g)
    if adapt and norm > 0 and gradient_norm > 0:
        q = trust_coefficient * norm / (gradient_norm + weight_decay * norm + eps)
    state["b"] = momentum * state.get("b", 0) + lr * q * (g + weight_decay * p)
    return p - state["b"]


def lamb(p, g, state, t, lr, betas=(0.9, 0.999), eps=1e-6, weight_decay=0.0, adapt=True, maximize=False):
    g = -g if maximize else g
    state["m"] = betas[0] * state.get("m", 0) + (1 - betas[0]) * g
    state["v"] = betas[1] * state.get("v", 0) + (1 - betas[1]) * g * g
    m, v = state["m"] / (1 - betas[0] ** t), state["v"] / (1 - betas[1] ** t)
    u = m / (np.sqrt(v) + eps) + weight_decay * p
    norm, update_norm = np.linalg.norm(p), np.linalg.norm(u)
    return p - lr * (norm / update_norm if adapt and norm > 0 and update_norm > 0 else 1.0) * u


def paper_run(name, options):
    rule = {"LARS": lars, "LAMB": lamb}[name]
    params = [start(s) for s in SHAPES]
    states = [{} for _ in SHAPES]
    kept = []
    for t in range(1, STEPS + 1):
        for i, s in enumerate(SHAPES):
            params[i] = rule(params[i], params[i] * scale(s) + wave(t), states[i], t, **options)
        if t in KEPT:
            kept.append([v for p in params for v in p.flatten().tolist()])
    return kept


NAMES = {"betas": ("beta1", "beta2"), "etas": ("eta_minus", "eta_plus"), "step_sizes": ("step_size_min", "step_size_max")}


def flat(options):
    out = {}
    for key, value in options.items():
        out.update(zip(NAMES[key], value) if key in NAMES else [(key, value)])
    return out


cases = []
for name, options in CASES:
    float32 = torch_run(name, options, torch.float32)
    float64 = torch_run(name, options, torch.float64)
    cases.append(dict(name=name, options=flat(options), float32=float32, float64=float64))
for name, options in PAPER_CASES:
    values = paper_run(name, options)
    cases.append(dict(name=name, options=flat(options), float32=values, float64=values))
for case in cases:
    case["float32"] = [[float(f"{v:.9g}") for v in row] for row in case["float32"]]
lines = ",\n".join(json.dumps(case) for case in cases)
target = pathlib.Path(__file__).with_name("optimizers.json")
target.write_text(f'{{"kept": {KEPT}, "cases": [\n{lines}\n]}}\n')
