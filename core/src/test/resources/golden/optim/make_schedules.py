"""Writes schedules.json beside this script: the learning rates (and momenta) that PyTorch 2.x schedules give.

Each case has an optimizer with two parameter groups (rates 0.5 and 0.02 before the schedule). A row holds both rates,
then both momenta (or beta1), after the schedule was made and after each of its steps.
"""
import json
import pathlib
import warnings

import torch
from torch.optim import lr_scheduler as S

warnings.filterwarnings("ignore")
torch.set_default_dtype(torch.float64)


def make_optimizer(adam):
    groups = [dict(params=[torch.nn.Parameter(torch.ones(1))], lr=lr) for lr in (0.5, 0.02)]
    return torch.optim.Adam(groups) if adam else torch.optim.SGD(groups, momentum=0.9)


def row(optimizer):
    groups = optimizer.param_groups
    rates = [g["lr"] for g in groups]
    return rates + [g["betas"][0] if "betas" in g else g["momentum"] for g in groups]


def run(make, steps, adam=False, metrics=None):
    optimizer = make_optimizer(adam)
    schedule = make(optimizer)
    rows = [row(optimizer)]
    for i in range(steps):
        optimizer.step()
        schedule.step(metrics[i]) if metrics else schedule.step()
        rows.append(row(optimizer))
    return rows


NAMED = [
    ("StepLR", dict(step_size=3), 12),
    ("StepLR", dict(step_size=2, gamma=0.7), 12),
    ("MultiStepLR", dict(milestones=[2, 5, 5, 9]), 12),
    ("MultiStepLR", dict(milestones=[1, 4], gamma=0.5), 6),
    ("ConstantLR", {}, 8),
    ("ConstantLR", dict(factor=0.25, total_iters=3), 6),
    ("LinearLR", {}, 8),
    ("LinearLR", dict(start_factor=0.1, end_factor=0.8, total_iters=7), 10),
    ("LinearLR", dict(start_factor=1.0, end_factor=0.0, total_iters=4), 6),
    ("ExponentialLR", dict(gamma=0.9), 12),
    ("PolynomialLR", {}, 8),
    ("PolynomialLR", dict(total_iters=8, power=2.5), 10),
    ("CosineAnnealingLR", dict(T_max=5), 24),
    ("CosineAnnealingLR", dict(T_max=7, eta_min=0.001), 30),
    ("CosineAnnealingWarmRestarts", dict(T_0=4), 14),
    ("CosineAnnealingWarmRestarts", dict(T_0=3, T_mult=2, eta_min=0.001), 24),
    ("OneCycleLR", dict(max_lr=1.0, total_steps=20), 20),
    ("OneCycleLR", dict(max_lr=[1.0, 0.1], total_steps=20, three_phase=True, anneal_strategy="linear"), 20),
    ("OneCycleLR", dict(max_lr=0.3, total_steps=15, pct_start=0.5, div_factor=10.0, final_div_factor=100.0,
                        base_momentum=[0.5, 0.6], max_momentum=[0.8, 0.7]), 15),
    ("OneCycleLR", dict(max_lr=0.3, total_steps=9, cycle_momentum=False), 9),
    ("CyclicLR", dict(base_lr=0.01, max_lr=0.1, step_size_up=4), 20),
    ("CyclicLR", dict(base_lr=[0.01, 0.02], max_lr=[0.1, 0.3], step_size_up=3, step_size_down=5, mode="triangular2"), 30),
    ("CyclicLR", dict(base_lr=0.01, max_lr=0.1, step_size_up=4, mode="exp_range", gamma=0.9, base_momentum=0.5,
                      max_momentum=0.95), 20),
    ("CyclicLR", dict(base_lr=0.01, max_lr=0.1, step_size_up=2, cycle_momentum=False), 8),
]
METRICS = [1.0, 0.9, 0.9, 0.91, 0.9, 0.89, 0.889999, 0.95, 0.95, 0.95, 0.95, 0.1, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2]
PLATEAU = [
    dict(patience=1),
    dict(patience=2, factor=0.5, cooldown=2),
    dict(patience=0, mode="max", factor=0.3, threshold=0.05),
    dict(patience=1, mode="max", factor=0.3, threshold=0.01, threshold_mode="abs"),
    dict(patience=0, threshold=0.5, threshold_mode="abs", min_lr=[0.01, 0.005], eps=1e-3),
]
COMPOSED = {
    "lambda": lambda o: S.LambdaLR(o, lambda e: 0.95**e),
    "lambda per group": lambda o: S.LambdaLR(o, [lambda e: e // 3, lambda e: 1 / (1 + e)]),
    "multiplicative": lambda o: S.MultiplicativeLR(o, lambda e: 1 - 0.01 * e),
    "cyclic scale": lambda o: S.CyclicLR(o, 0.01, 0.1, step_size_up=3, scale_fn=lambda x: 1 / (5 ** (x * 1e-2)),
                                         scale_mode="iterations"),
    "sequential": lambda o: S.SequentialLR(o, [S.ConstantLR(o, 0.1, 2), S.ExponentialLR(o, 0.9)], [3]),
    "warm-up and cosine": lambda o: S.SequentialLR(
        o, [S.LinearLR(o, 0.1, total_iters=4), S.CosineAnnealingLR(o, 8), S.StepLR(o, 2)], [4, 12]),
    "sequential restarts": lambda o: S.SequentialLR(
        o, [S.PolynomialLR(o, 3), S.CosineAnnealingWarmRestarts(o, 4), S.MultiStepLR(o, [1, 2])], [3, 9]),
    "chained": lambda o: S.ChainedScheduler([S.ConstantLR(o, 0.1, 5), S.ExponentialLR(o, 0.9)]),
    "chained three": lambda o: S.ChainedScheduler(
        [S.LinearLR(o, 0.5, total_iters=4), S.StepLR(o, 3), S.CosineAnnealingLR(o, 6)]),
    "chained in sequential": lambda o: S.SequentialLR(
        o, [S.ChainedScheduler([S.ConstantLR(o, 0.5, 2), S.ExponentialLR(o, 0.8)]), S.StepLR(o, 3)], [5]),
}

cases = []
for name, options, steps in NAMED:
    for adam in (False, True):
        if adam and not name.startswith(("OneCycle", "Cyclic")):
            continue
        rows = run(lambda o: getattr(S, name)(o, **options), steps, adam)
        cases.append(dict(name=name, options=options, adam=adam, rows=rows))
for options in PLATEAU:
    rows = run(lambda o: S.ReduceLROnPlateau(o, **options), len(METRICS), metrics=METRICS)
    cases.append(dict(name="ReduceLROnPlateau", options=options, adam=False, rows=rows))
for name, make in COMPOSED.items():
    cases.append(dict(name=name, options={}, adam=False, rows=run(make, 16)))
optimizer = make_optimizer(False)
restarts = S.CosineAnnealingWarmRestarts(optimizer, 3, 2, 0.001)
EPOCHS = [0, 0.25, 2.9, 3, 3.5, 8.99, 9, 20.5, 21, 1]
fractional = []
for epoch in EPOCHS:
    restarts.step(epoch)
    fractional.append(row(optimizer))
lines = ",\n".join(json.dumps(case) for case in cases)
text = f'{{"metrics": {METRICS},\n"epochs": {EPOCHS}, "fractional": {json.dumps(fractional)},\n"cases": [\n{lines}\n]}}\n'
pathlib.Path(__file__).with_name("schedules.json").write_text(text)
