"""Writes python.safetensors beside this script with the official library (pip install safetensors torch)."""
import pathlib

import torch
from safetensors.torch import save_file

tensors = {
    "fc.weight": torch.arange(6, dtype=torch.float32).reshape(2, 3) / 7,
    "fc.bias": torch.tensor([float("nan"), float("-inf"), -0.0]),
    "double": torch.tensor([[1 / 3], [2**-1074], [1e308]], dtype=torch.float64),
    "labels": torch.tensor([-(2**63), 2**63 - 1, 0]),
    "pixels": torch.tensor([0, 127, 128, 255], dtype=torch.uint8),
    "mask": torch.tensor([True, False, True]),
    "scalar": torch.tensor(42.5),
    "empty": torch.zeros(0, 3),
    'name "quoted" \\ tab\t unit\x1f \u00e9 \uffee \U0001f600': torch.tensor([1.0]),
    "z\uffee": torch.tensor([2.0]),
    "z\U0001f600": torch.tensor([3.0]),
}
save_file(tensors, pathlib.Path(__file__).with_name("python.safetensors"), metadata={"format": "pt"})
