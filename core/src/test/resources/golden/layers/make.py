"""Every layer: outputs, gradients of input and parameters, running statistics, text form.

A layer is written once, as PyTorch constructs it; the same text builds it in Java.
"""

import os
import sys

import torch
from torch import nn  # used by eval
from torchvision import ops

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from golden import Golden, distinct, ints, rand, values

nn.StochasticDepth = ops.StochasticDepth  # made by its text as PyTorch's own

# NaN comes first: what is left over at the end PyTorch computes by other code, which differs at NaN.
EDGES = [float("nan"), -1e4, -100, -20.5, -6.5, -3, -1, -0.5, -0.0, 0, 0.5, 1, 3, 6, 20, 25, 100, 1e4]


def layer(golden, variant, text, x, x2=None, train=True, indices=False, check=True, **more):
    """One layer on one input; parameters and buffers are drawn, the variance above 0."""
    construct = "nn." + text
    if indices:
        construct = construct[:-1] + ", return_indices=True)"
    module = eval(construct)
    name = text.split("(")[0] + "/" + variant
    tensors = {"x": x}
    if x2 is not None:
        tensors["x2"] = x2
    first = len(tensors)
    names = []
    for key, parameter in module.named_parameters():
        tensors["param." + key] = rand(*parameter.shape)
        names.append(key)
    for key, buffer in module.named_buffers():
        low = 0.5 if key.endswith("var") else -1
        tensors["buffer." + key] = (
            ints(2, 9) if key.endswith("tracked") else rand(*buffer.shape, low=low, high=2.0, grad=False)
        )
        names.append(key)
    buffers = [key for key, _ in module.named_buffers()]

    def run(*arguments):
        given = list(arguments[: len(tensors)])
        inputs = given[:first]
        if "inplace=True" in text:
            inputs = [i.clone() for i in inputs]
        dtype = next((t.dtype for t in given if t.dtype.is_floating_point), torch.float32)
        made = eval(construct).to(dtype).train(train)
        state = dict(zip(names, given[first:]))
        out = torch.func.functional_call(made, state, tuple(inputs))
        out = list(out) if isinstance(out, tuple) else [out]
        return out + [state[key].clone() for key in buffers]

    printed = repr(eval("nn." + text)).replace("\n", "\\n")
    golden.case(name, run, check=check, **more, **tensors, layer=text, train=train, indices=indices, repr=printed)


with Golden(__file__) as golden:

    def one(variant, text, x, **more):
        layer(golden, variant, text, x, **more)

    # Linear maps.
    one("plain", "Linear(3, 4)", rand(2, 3))
    one("nobias", "Linear(3, 2, bias=False)", rand(4, 3))
    one("vector", "Linear(3, 2)", rand(3))
    one("batch", "Linear(3, 2)", rand(2, 2, 3))
    one("plain", "Bilinear(2, 3, 4)", rand(3, 2), x2=rand(3, 3))
    one("nobias", "Bilinear(2, 3, 2, bias=False)", rand(2, 2, 2), x2=rand(2, 2, 3))
    one("vector", "Bilinear(2, 3, 2)", rand(2), x2=rand(3))

    # Convolutions.
    one("plain", "Conv1d(2, 3, 3)", rand(2, 2, 6))
    one("options", "Conv1d(4, 2, 2, stride=2, padding=1, dilation=2, groups=2)", rand(1, 4, 7))
    one("unbatched", "Conv1d(2, 3, 3, bias=False)", rand(2, 5))
    one("same", "Conv1d(1, 2, 4, padding='same')", rand(1, 1, 6))
    one("reflect", "Conv1d(1, 2, 3, padding=2, padding_mode='reflect')", rand(1, 1, 5))
    one("circular", "Conv1d(1, 2, 3, padding=1, padding_mode='circular')", rand(2, 1, 4))
    one("replicate", "Conv1d(1, 2, 3, padding=3, padding_mode='replicate')", rand(1, 1, 4))
    one("plain", "Conv2d(2, 3, 3)", rand(2, 2, 5, 4))
    one("stride", "Conv2d(1, 2, 3, stride=2)", rand(1, 1, 6, 7))
    one("padding", "Conv2d(1, 2, 3, padding=1)", rand(1, 1, 4, 4))
    one("pairs", "Conv2d(2, 2, (2, 3), stride=(1, 2), padding=(1, 0), dilation=(2, 1))", rand(1, 2, 5, 6))
    one("dilation", "Conv2d(1, 1, 2, dilation=2)", rand(2, 1, 4, 5))
    one("groups", "Conv2d(4, 6, 2, groups=2)", rand(1, 4, 3, 3))
    one("depthwise", "Conv2d(3, 3, 3, padding=1, groups=3, bias=False)", rand(1, 3, 3, 4))
    one("pointwise", "Conv2d(3, 2, 1)", rand(2, 3, 2, 3))
    one("unbatched", "Conv2d(1, 2, 2)", rand(1, 3, 4))
    one("same", "Conv2d(1, 2, (2, 3), padding='same', dilation=(1, 2))", rand(1, 1, 4, 5))
    one("valid", "Conv2d(1, 2, 3, padding='valid', stride=2)", rand(1, 1, 5, 5))
    one("reflect", "Conv2d(1, 2, 3, padding=(1, 2), padding_mode='reflect')", rand(1, 1, 4, 4))
    one("replicate", "Conv2d(1, 1, 3, padding=2, padding_mode='replicate', bias=False)", rand(1, 1, 3, 4))
    one("circular", "Conv2d(1, 1, 3, padding=1, stride=2, padding_mode='circular')", rand(1, 1, 4, 5))
    one("circularsame", "Conv2d(1, 1, 2, padding='same', padding_mode='circular')", rand(1, 1, 3, 3))
    one("plain", "ConvTranspose1d(2, 3, 3)", rand(2, 2, 4))
    one("options", "ConvTranspose1d(4, 2, 3, stride=2, padding=1, output_padding=1, groups=2, dilation=2)", rand(1, 4, 4))
    one("unbatched", "ConvTranspose1d(2, 1, 2, stride=2, bias=False)", rand(2, 3))
    one("plain", "ConvTranspose2d(2, 3, 3)", rand(1, 2, 3, 2))
    one("stride", "ConvTranspose2d(1, 2, 3, stride=2, padding=1, output_padding=1)", rand(2, 1, 3, 3))
    one("groups", "ConvTranspose2d(4, 2, 2, stride=2, groups=2, bias=False)", rand(1, 4, 2, 2))
    one("dilation", "ConvTranspose2d(1, 2, 2, dilation=2)", rand(1, 1, 3, 3))
    one("pairs", "ConvTranspose2d(1, 1, (2, 3), stride=(3, 2), padding=(0, 1), output_padding=(2, 0))", rand(1, 1, 2, 3))
    one("unbatched", "ConvTranspose2d(2, 1, 2)", rand(2, 2, 3))

    # Pooling: values without ties.
    one("plain", "MaxPool1d(2)", distinct(2, 2, 5))
    one("options", "MaxPool1d(3, stride=1, padding=1, dilation=1, ceil_mode=True)", distinct(1, 2, 6))
    one("dilation", "MaxPool1d(2, stride=2, dilation=3)", distinct(1, 1, 9))
    one("unbatched", "MaxPool1d(2)", distinct(2, 6))
    one("indices", "MaxPool1d(3, stride=2)", distinct(1, 2, 8), indices=True)
    one("plain", "MaxPool2d(2)", distinct(2, 2, 4, 5))
    one("pairs", "MaxPool2d((2, 3), stride=(2, 1), padding=(1, 0), dilation=(1, 2))", distinct(1, 1, 4, 7))
    one("ceil", "MaxPool2d(3, stride=2, ceil_mode=True)", distinct(1, 1, 6, 7))
    one("ceilpad", "MaxPool2d(2, stride=3, padding=1, ceil_mode=True)", distinct(1, 1, 5, 6))
    one("overlap", "MaxPool2d(3, stride=1, padding=1)", distinct(1, 2, 3, 4))
    one("wide", "MaxPool2d(2, padding=1, dilation=4)", distinct(1, 1, 6, 7))
    one("unbatched", "MaxPool2d(2)", distinct(2, 4, 4))
    one("indices", "MaxPool2d(3, stride=2, padding=1)", distinct(1, 2, 5, 5), indices=True)
    one("ties", "MaxPool2d(2)", values([[[[1.0, 1, 2, 3], [1, 1, 3, 2], [0, 0, -1, -1], [0, 0, -1, float("nan")]]]]), check=False, indices=True)
    one("plain", "AvgPool1d(2)", rand(2, 2, 5))
    one("options", "AvgPool1d(3, stride=2, padding=1, ceil_mode=True, count_include_pad=False)", rand(1, 2, 6))
    one("unbatched", "AvgPool1d(3, stride=1)", rand(2, 5))
    one("plain", "AvgPool2d(2)", rand(2, 2, 4, 5))
    one("pairs", "AvgPool2d((3, 2), stride=(2, 1), padding=(1, 0))", rand(1, 2, 5, 4))
    one("ceil", "AvgPool2d(3, stride=2, ceil_mode=True)", rand(1, 1, 6, 8))
    one("ceilpad", "AvgPool2d(3, stride=2, padding=1, ceil_mode=True)", rand(1, 1, 6, 8))
    one("exclude", "AvgPool2d(3, stride=2, padding=1, ceil_mode=True, count_include_pad=False)", rand(1, 1, 6, 4))
    one("divisor", "AvgPool2d(2, stride=2, padding=1, divisor_override=3)", rand(1, 1, 4, 5))
    one("unbatched", "AvgPool2d(2)", rand(2, 4, 4))
    one("plain", "AdaptiveAvgPool1d(3)", rand(2, 2, 7))
    one("grow", "AdaptiveAvgPool1d(5)", rand(2, 3))
    one("plain", "AdaptiveAvgPool2d(2)", rand(2, 2, 5, 3))
    one("pair", "AdaptiveAvgPool2d((3, 5))", rand(1, 1, 7, 4))
    one("keep", "AdaptiveAvgPool2d((None, 2))", rand(1, 3, 5))
    one("global", "AdaptiveAvgPool2d(1)", rand(2, 3, 3, 2))
    one("plain", "AdaptiveMaxPool1d(3)", distinct(2, 2, 7))
    one("indices", "AdaptiveMaxPool1d(2)", distinct(2, 5), indices=True)
    one("plain", "AdaptiveMaxPool2d(2)", distinct(2, 2, 5, 3))
    one("pair", "AdaptiveMaxPool2d((3, None))", distinct(1, 1, 7, 2))
    one("indices", "AdaptiveMaxPool2d((2, 3))", distinct(1, 2, 4, 5), indices=True)

    # Normalization.
    for mode, train in (("train", True), ("eval", False)):
        one(mode, "BatchNorm1d(3)", rand(4, 3), train=train)
        one(mode + "3d", "BatchNorm1d(2, eps=0.001, momentum=0.3)", rand(2, 2, 4), train=train)
        one(mode + "plain", "BatchNorm1d(3, affine=False)", rand(4, 3), train=train)
        one(mode + "cumulative", "BatchNorm1d(2, momentum=None)", rand(5, 2), train=train)
        one(mode + "untracked", "BatchNorm1d(2, track_running_stats=False)", rand(3, 2), train=train)
        one(mode, "BatchNorm2d(2)", rand(2, 2, 3, 2), train=train)
        one(mode + "plain", "BatchNorm2d(3, affine=False, momentum=0.01)", rand(2, 3, 2, 2), train=train)
        one(mode + "untracked", "BatchNorm2d(2, track_running_stats=False)", rand(1, 2, 2, 3), train=train)
        one(mode, "InstanceNorm1d(2)", rand(2, 2, 4), train=train)
        one(mode + "tracked", "InstanceNorm1d(2, affine=True, track_running_stats=True)", rand(3, 2, 3), train=train)
        one(mode, "InstanceNorm2d(2)", rand(2, 2, 3, 2), train=train)
        one(mode + "affine", "InstanceNorm2d(2, affine=True)", rand(2, 2, 3), train=train)
        one(mode + "tracked", "InstanceNorm2d(2, momentum=0.4, track_running_stats=True)", rand(2, 2, 2, 3), train=train)
    one("plain", "LayerNorm(4)", rand(3, 4))
    one("shape", "LayerNorm((2, 3))", rand(2, 2, 3))
    one("nobias", "LayerNorm(3, bias=False)", rand(2, 2, 3))
    one("noaffine", "LayerNorm([3], eps=0.1, elementwise_affine=False)", rand(2, 3))
    large = [[1e4, 1e4 + 1, 1e4 + 2], [-1e3, 0, 1e3]]
    one("large", "LayerNorm(3)", values(large), check=False, dtypes=(torch.float64,))  # its float32 gradient cancels
    one("plain", "RMSNorm(4)", rand(3, 4))
    one("options", "RMSNorm((2, 3), eps=0.01, elementwise_affine=False)", rand(2, 2, 3))
    one("plain", "GroupNorm(2, 4)", rand(2, 4, 3))
    one("image", "GroupNorm(3, 3, eps=0.01)", rand(2, 3, 2, 2))
    one("all", "GroupNorm(1, 2, affine=False)", rand(2, 2, 3))
    one("flat", "GroupNorm(2, 4)", rand(3, 4))
    one("nobias", "GroupNorm(2, 2, bias=False)", rand(2, 2, 3))
    one("nobias", "BatchNorm1d(2, bias=False)", rand(3, 2))
    one("nobias", "BatchNorm2d(2, bias=False)", rand(2, 2, 2, 2))
    one("nobias", "InstanceNorm1d(2, affine=True, bias=False)", rand(2, 2, 3))
    one("nobias", "InstanceNorm2d(2, affine=True, bias=False)", rand(1, 2, 2, 2))
    for name in ("Dropout", "Dropout1d", "Dropout2d", "AlphaDropout"):
        one("eval", f"{name}(p=0.3)", rand(2, 3, 4), train=False)
        one("zero", f"{name}(0.0, inplace=True)", rand(2, 3, 4))
        one("all", f"{name}(1.0)", rand(2, 2, 3))

    # Embedding.
    index = torch.tensor([[1, 0, 4], [4, 4, 2]])
    one("plain", "Embedding(5, 3)", index)
    one("padding", "Embedding(5, 2, padding_idx=4)", index, check=False)
    one("negative", "Embedding(5, 2, padding_idx=-1)", index, check=False)
    one("frequency", "Embedding(5, 2, scale_grad_by_freq=True, padding_idx=0)", index, check=False)
    one("scalar", "Embedding(5, 2)", torch.tensor(3))

    # Shapes.
    one("plain", "Identity()", rand(2, 3))
    one("plain", "Flatten()", rand(2, 3, 2))
    one("some", "Flatten(0, 1)", rand(2, 3, 2))
    one("plain", "Unflatten(1, (2, 3))", rand(2, 6))
    one("infer", "Unflatten(-1, (-1, 2))", rand(2, 6))
    one("plain", "PixelShuffle(2)", rand(1, 8, 2, 3))
    one("plain", "PixelUnshuffle(2)", rand(1, 2, 4, 2))
    one("plain", "ChannelShuffle(2)", rand(1, 4, 2, 2))
    one("plain", "Unfold(2)", rand(1, 2, 3, 4))
    one("options", "Unfold((2, 3), dilation=(1, 2), padding=(1, 2), stride=2)", rand(1, 1, 4, 6))
    one("unbatched", "Unfold(2, stride=2)", rand(1, 4, 4))
    one("plain", "Fold((3, 4), 2)", rand(1, 8, 6))
    one("options", "Fold((4, 5), (2, 3), dilation=1, padding=(1, 0), stride=(2, 1))", rand(1, 6, 9))
    one("unbatched", "Fold(4, 2, stride=2)", rand(4, 4))
    one("scale", "Upsample(scale_factor=2)", rand(1, 2, 2, 3))
    one("fraction", "Upsample(scale_factor=1.7)", rand(1, 1, 4, 5))
    one("pair", "Upsample(scale_factor=(2, 1.5), mode='bilinear')", rand(1, 1, 3, 4))
    one("size", "Upsample(size=(5, 3))", rand(1, 2, 3, 4))
    one("shrink", "Upsample(size=3, mode='bilinear')", rand(1, 1, 5, 7))
    one("bilinear", "Upsample(size=(5, 7), mode='bilinear')", rand(1, 1, 3, 4))
    one("aligned", "Upsample(scale_factor=2, mode='bilinear', align_corners=True)", rand(2, 1, 3, 2))
    one("alignedone", "Upsample(size=(1, 4), mode='bilinear', align_corners=True)", rand(1, 1, 3, 3))
    one("bicubic", "Upsample(scale_factor=2, mode='bicubic')", rand(1, 1, 3, 4))
    one("bicubicaligned", "Upsample(size=(4, 6), mode='bicubic', align_corners=True)", rand(1, 1, 3, 4))
    one("linear", "Upsample(scale_factor=2.5, mode='linear')", rand(2, 1, 4))
    one("linearaligned", "Upsample(size=7, mode='linear', align_corners=True)", rand(1, 2, 4))
    one("sequence", "Upsample(size=5)", rand(1, 2, 3))
    one("exact", "Upsample(size=(5, 2), mode='nearest-exact')", rand(1, 1, 3, 4))
    one("area", "Upsample(size=(2, 3), mode='area')", rand(1, 1, 5, 4))
    for kind in ("Zero", "Reflection", "Replication", "Circular"):
        one("all", f"{kind}Pad1d(2)", rand(2, 1, 4))
        one("each", f"{kind}Pad1d((1, 3))", rand(2, 4))
        one("all", f"{kind}Pad2d(1)", rand(1, 2, 2, 3))
        one("each", f"{kind}Pad2d((0, 2, 1, 3))", rand(1, 4, 4))
    one("plain", "ConstantPad1d(2, 3.5)", rand(2, 1, 3))
    one("crop", "ConstantPad1d((-1, 2), 0.5)", rand(2, 3))
    one("plain", "ConstantPad2d((1, 0, 2, 1), -1.5)", rand(1, 2, 2, 2))

    # Activations: smooth places, and edges.
    for text in (
        "ReLU()", "ReLU6()", "SELU()", "SiLU()", "Mish()", "Hardswish()", "Hardsigmoid()", "LeakyReLU()",
        "LeakyReLU(0.2)", "ELU()", "ELU(alpha=0.5)", "CELU()", "CELU(alpha=1.5)", "Hardtanh()",
        "Hardtanh(-0.5, 1.5)", "Threshold(0.3, -2.5)", "GELU()", "GELU(approximate='tanh')", "Hardshrink()",
        "Hardshrink(0.8)", "Softshrink()", "Softshrink(0.25)", "Softplus()", "Softplus(beta=2.0, threshold=1.0)",
        "Sigmoid()", "Tanh()", "Tanhshrink()", "Softsign()", "LogSigmoid()",
    ):  # fmt: skip
        plain = text.endswith("()")
        one("plain" if plain else "options", text, rand(2, 7, low=-4, high=4))
        one("edges" if plain else "optionedges", text, values(EDGES), check=False)
    for text in (
        "ReLU(inplace=True)", "ReLU6(inplace=True)", "SELU(inplace=True)", "SiLU(inplace=True)", "Mish(inplace=True)",
        "Hardswish(inplace=True)", "Hardsigmoid(inplace=True)", "LeakyReLU(0.1, inplace=True)",
        "ELU(1.5, inplace=True)", "CELU(2.0, inplace=True)", "Hardtanh(inplace=True)",
        "Threshold(0.1, 20.0, inplace=True)",
    ):  # fmt: skip
        one("inplace", text, rand(2, 4, low=-4, high=4))
    one("eval", "RReLU()", rand(2, 5), train=False)
    one("options", "RReLU(0.2, 0.2, inplace=True)", rand(2, 5))
    one("one", "PReLU()", rand(2, 3))
    one("channels", "PReLU(num_parameters=3)", rand(2, 3, 2))
    one("vector", "PReLU(init=0.1)", rand(4))
    one("plain", "GLU()", rand(2, 6))
    one("dim", "GLU(dim=0)", rand(4, 3))
    for name in ("Softmax", "Softmin", "LogSoftmax"):
        one("last", f"{name}(dim=-1)", rand(2, 3))
        one("first", f"{name}(dim=0)", rand(3, 2, 2))
        one("large", f"{name}(dim=1)", values([[1e4, 0, -1e4], [100, 101, 99]]), check=False)
    one("image", "Softmax2d()", rand(2, 3, 2, 2))
    one("unbatched", "Softmax2d()", rand(3, 2, 2))

    # Comparisons.
    one("plain", "CosineSimilarity()", rand(3, 4), x2=rand(3, 4))
    one("dim", "CosineSimilarity(dim=0, eps=1e-6)", rand(3, 2), x2=rand(3, 2))
    one("plain", "PairwiseDistance()", rand(3, 4), x2=rand(3, 4))
    one("one", "PairwiseDistance(p=1.0, keepdim=True)", rand(3, 4), x2=rand(3, 4))
    one("three", "PairwiseDistance(p=3.0, eps=0.01)", rand(2, 3), x2=rand(2, 3))

    # A length as a tuple.
    one("tuple", "AdaptiveAvgPool1d((5,))", rand(2, 2, 7))
    one("tuple", "AdaptiveMaxPool1d((3,))", distinct(2, 2, 7))

    # Output padding as large as the stride: elements that no input reaches, or that padding had cut off.
    one("beyond", "ConvTranspose2d(1, 1, 2, output_padding=2, dilation=3)", rand(1, 1, 2, 2))
    one("beyondpairs", "ConvTranspose2d(2, 3, (2, 3), stride=(1, 2), padding=(1, 2), output_padding=(2, 3), dilation=(3, 4))", rand(2, 2, 3, 2))
    one("beyond", "ConvTranspose1d(2, 1, 2, padding=1, output_padding=1, dilation=2)", rand(1, 2, 3))

    # Draws are compared in make_stochastic_depth.py.
    one("eval", "StochasticDepth(p=0.3, mode='row')", rand(2, 3, 4), train=False)
    one("zero", "StochasticDepth(p=0.0, mode='batch')", rand(2, 3))
    one("all", "StochasticDepth(p=1.0, mode='row')", rand(2, 2, 3))
