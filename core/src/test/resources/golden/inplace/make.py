"""Small programs that change tensors in place: of leaves' clones, of views, of bases that have views."""

import os
import sys

import torch

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from golden import Golden, rand


def whole(x, w):
    y = x.clone()
    y.add_(w).mul_(w).sub_(x).div_(w)
    return y


def scalars(x):
    return x.clone().add_(2).mul_(3).sub_(0.5).div_(4)


def alpha(x, w):
    return x.clone().add_(w, alpha=-2.5)


def row(x, w):
    y = x * 2
    y[0].mul_(w)
    return y


def view_after(x, w):
    y = x * 2
    v = y[1]
    v.mul_(w)
    return v.sin() + y.sum()


def base_after_view(x, w):
    y = x * 2
    v = y[1]
    y.mul_(w)
    return v * v


def view_of_view(x, w):
    y = x * 2
    v = y.view(3, 2)[1:]
    v.mul_(v.clone().cos())
    y.add_(w)
    return y, v


def transposed(x, w):
    y = (x * 2).t()
    y[1].mul_(w[:2])
    y[0].copy_(w[:2] * 2)
    return y


def into_constant(x, w):
    z = torch.zeros(3, 3, dtype=x.dtype)
    z[0] = w
    z[1:] = x
    z[1:, 1].mul_(w[0])
    return z


def zeroed(x, w):
    y = x * w
    y[0].zero_()
    y[1, 1].fill_(4)
    return y * y


def unary(x):
    y = x.clone()
    y.neg_()
    y[:, 1:].abs_().log_()
    return y, x.clone().exp_(), x.clone().sigmoid_(), x.clone().tanh_(), x.clone().sqrt_()


def clamped(x):
    return (x * 2).clamp_(-1, 1).pow_(3)


def two_views(x, w):
    y = x * 2
    a, b = y[0], y[1]
    a.mul_(b.clone())
    b.mul_(w)
    return a + b


def masked(x):
    return (x * 2).masked_fill_(torch.tensor([True, False, True]), 0.5)


def relu(x):
    y = x * 1
    y.relu_()
    return y * y


def columns(x, w):
    y = x * 2
    y[:, 0].add_(y[:, 1])
    y[:, 2] = w[:2]
    return y.cos()


with Golden(__file__, names=True) as golden:
    both = [whole, alpha, row, view_after, base_after_view, view_of_view, transposed, into_constant, zeroed, two_views, columns]
    for program in both:
        golden.case(program.__name__, program, x=rand(2, 3, low=0.3), w=rand(3, low=0.5))
    for program in (scalars, unary, clamped, masked, relu):
        golden.case(program.__name__, program, x=rand(2, 3, low=0.1))
