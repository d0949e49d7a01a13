"""2-d convolution and max pooling: strides, paddings, dilations, groups, ceil mode."""

import os
import sys

import torch
import torch.nn.functional as F

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from golden import Golden, distinct, rand, values

NAN, INF = float("nan"), float("inf")

with Golden(__file__, names=True) as golden:
    case = golden.case

    def conv(x, w, b, stride, padding, dilation, groups):
        return F.conv2d(x, w, b, stride, padding, dilation, groups)

    for name, x, w, o in (
        ("plain", (1, 2, 4, 4), (2, 2, 3, 3), {}),
        ("stride", (2, 1, 5, 4), (2, 1, 2, 2), dict(stride=(2, 1))),
        ("padding", (1, 2, 3, 3), (1, 2, 3, 3), dict(padding=(1, 2))),
        ("dilation", (1, 1, 5, 5), (2, 1, 2, 2), dict(dilation=(2, 3))),
        ("groups", (1, 4, 3, 3), (4, 2, 2, 2), dict(groups=2)),
        ("depthwise", (2, 2, 3, 3), (2, 1, 2, 2), dict(groups=2, padding=(1, 0))),
        ("pointwise", (1, 3, 2, 2), (2, 3, 1, 1), {}),
        ("all", (1, 2, 6, 5), (2, 1, 2, 2), dict(stride=(2, 2), padding=(1, 1), dilation=(2, 1), groups=2)),
    ):
        options = dict(stride=(1, 1), padding=(0, 0), dilation=(1, 1), groups=1)
        options.update(o)
        case("conv2d/" + name, conv, x=rand(*x), w=rand(*w), b=rand(w[0]), **options)
    case("conv2d_no_bias", lambda x, w: F.conv2d(x, w), x=rand(1, 1, 3, 3), w=rand(1, 1, 2, 2))

    def pool(x, kernel, stride, padding, dilation, ceil):
        return F.max_pool2d(x, kernel, stride, padding, dilation, ceil, return_indices=True)

    for name, x, o in (
        ("plain", (1, 2, 4, 4), {}),
        ("overlap", (2, 1, 5, 5), dict(kernel=(3, 3), stride=(1, 2))),
        ("padding", (1, 1, 4, 5), dict(kernel=(3, 2), padding=(1, 1))),
        ("dilation", (1, 1, 6, 6), dict(dilation=(2, 3), stride=(1, 1))),
        ("ceil", (1, 2, 5, 5), dict(ceil=True)),
        ("ceil_padding", (1, 1, 5, 6), dict(kernel=(3, 3), padding=(1, 1), stride=(2, 3), ceil=True)),
    ):
        options = dict(kernel=(2, 2), stride=(2, 2), padding=(0, 0), dilation=(1, 1), ceil=False)
        options.update(o)
        case("max_pool2d/" + name, pool, x=distinct(*x), **options)
    options = dict(kernel=(2, 2), stride=(2, 2), padding=(0, 0), dilation=(1, 1), ceil=False)
    case("max_pool2d/ties", pool, check=False, x=values([[[[1, 1, 0, NAN], [1, 1, 2, 3], [-INF, -INF, NAN, 1], [-INF, -INF, 2, NAN]]]]), **options)
