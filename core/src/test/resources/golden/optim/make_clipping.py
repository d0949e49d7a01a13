"""Writes clipping.json beside this script: what torch.nn.utils.clip_grad_norm_ and clip_grad_value_ do."""
import json
import pathlib

import torch

SHAPES = [(3, 2), (4,), ()]


def gradients(dtype):
    parameters = []
    for k, shape in enumerate(SHAPES):
        p = torch.nn.Parameter(torch.zeros(shape, dtype=dtype))
        count = p.numel()
        p.grad = ((torch.arange(count, dtype=dtype) * 5 % 7 - 3 + k) / 4).reshape(shape)
        parameters.append(p)
    return parameters


def values(parameters):
    return [v for p in parameters for v in p.grad.double().flatten().tolist()]


cases = []
for name, dtype in (("float32", torch.float32), ("float64", torch.float64)):
    for max_norm in (0.0, 0.5, 1.0, 100.0):
        for norm_type in (0.5, 1.0, 2.0, 3.0, float("inf")):
            parameters = gradients(dtype)
            norm = torch.nn.utils.clip_grad_norm_(parameters, max_norm, norm_type)
            cases.append(dict(dtype=name, max_norm=max_norm, norm_type=str(norm_type), norm=norm.item(),
                              gradients=values(parameters)))
    parameters = gradients(dtype)
    torch.nn.utils.clip_grad_value_(parameters, 0.4)
    cases.append(dict(dtype=name, clip_value=0.4, gradients=values(parameters)))
lines = ",\n".join(json.dumps(case) for case in cases)
pathlib.Path(__file__).with_name("clipping.json").write_text(f"[\n{lines}\n]\n")
