"""What torchvision.transforms.v2 makes of fixed images with fixed parameters, into cases.txt.gz.

Lines of `input <name> <uint8 or float32> <C>x<H>x<W> <values>` and of
`case <input>\t<transforms as Kindling's text>\t<C>x<H>x<W>\t<values>`; bytes are in hexadecimal, floats in decimal.
A case that begins with `operation` is one operation of RandAugment: its name, magnitude and interpolation.
"""

import gzip
import os

import numpy
import torch
import torchvision
from torchvision.transforms import InterpolationMode
from torchvision.transforms import v2

torch.set_num_threads(1)
lines = []


def image(channels, height, width, seed):
    """Something between a photograph and noise, with flat parts and the extremes."""
    r = numpy.random.default_rng(seed)
    y, x = numpy.mgrid[0:height, 0:width]
    planes = []
    for c in range(channels):
        wave = 120 + 90 * numpy.sin(x * 0.31 * (c + 1) + y * 0.17) + r.normal(0, 25, (height, width))
        wave[: height // 4, : width // 3] = 30 * (c + 1)
        planes.append(wave)
    out = numpy.clip(numpy.stack(planes), 0, 255).astype(numpy.uint8)
    out[:, -1, -1] = 255
    out[:, -1, 0] = 0
    return torch.from_numpy(out)


inputs = {
    "colour": image(3, 13, 17, 1),
    "grey": image(1, 14, 9, 2),
    "square": image(3, 16, 16, 3),
    "low": (image(3, 8, 8, 4) // 3 + 40),
    "flat": torch.full((3, 6, 6), 77, dtype=torch.uint8),
    "floats": image(3, 7, 9, 5).float() / 255,
}


def values(tensor):
    if tensor.dtype == torch.uint8:
        return bytes(tensor.contiguous().flatten().tolist()).hex()
    return " ".join(repr(round(v, 7)) for v in tensor.flatten().tolist())


def case(names, text, function):
    for name in names.split():
        out = function(inputs[name].clone())
        assert out.dtype == inputs[name].dtype
        size = "x".join(str(s) for s in out.shape)
        lines.append(f"case {name}\t{text}\t{size}\t{values(out)}")


for name, tensor in inputs.items():
    size = "x".join(str(s) for s in tensor.shape)
    lines.append(f"input {name} {str(tensor.dtype)[6:]} {size} {values(tensor)}")

for mode in ["nearest", "nearest-exact", "bilinear", "bicubic"]:
    for antialias in [True, False]:
        for size in [7, 20, (6, 30), (13, 5), (19, 17)]:
            text = f"resize({size}, interpolation={mode}, antialias={antialias})"
            names = "colour grey" if size != 7 else "colour grey square floats"
            case(names, text, v2.Resize(size, interpolation=InterpolationMode(mode), antialias=antialias))
case("colour grey", "resize(10, max_size=12)", v2.Resize(10, max_size=12))
case("colour grey square floats", "centerCrop(11)", v2.CenterCrop(11))
case("colour grey", "centerCrop((8, 31))", v2.CenterCrop((8, 31)))
case("colour grey", "centerCrop((26, 9))", v2.CenterCrop((26, 9)))
case("colour", "resize(16) | centerCrop(16) | grayscale", v2.Compose([v2.Resize(16), v2.CenterCrop(16), v2.Grayscale()]))
for mode in ["constant", "edge", "reflect", "symmetric"]:
    case("colour grey floats", f"pad(3, padding_mode={mode})", v2.Pad(3, padding_mode=mode))
    case("colour", f"pad((1, 2, 3, 4), padding_mode={mode})", v2.Pad((1, 2, 3, 4), padding_mode=mode))
case("colour", "pad((5, 1), fill=(9, 100, 255))", v2.Pad((5, 1), fill=(9, 100, 255)))
case("colour grey", "randomHorizontalFlip(1)", v2.RandomHorizontalFlip(1))
case("colour grey", "randomVerticalFlip(p=1)", v2.RandomVerticalFlip(1))
case("colour floats", "grayscale", v2.Grayscale())
case("colour grey", "grayscale(num_output_channels=3)", v2.Grayscale(3))
case("colour grey", "rgb", v2.RGB())
case("colour grey floats", "randomInvert(1)", v2.RandomInvert(1))
case("colour square grey low flat floats", "randomAutocontrast(1)", v2.RandomAutocontrast(1))
case("colour square grey low flat floats", "randomEqualize(1)", v2.RandomEqualize(1))
for bits in [0, 2, 5, 8]:
    case("colour", f"randomPosterize({bits}, p=1)", v2.RandomPosterize(bits, 1))
case("floats", "randomPosterize(3, p=1)", v2.RandomPosterize(3, 1))
for threshold in [0, 100, 255]:
    case("colour", f"randomSolarize({threshold}, p=1)", v2.RandomSolarize(threshold, 1))
case("floats", "randomSolarize(0.4, p=1)", v2.RandomSolarize(0.4, 1))
for factor in [0.0, 0.3, 1.7, 4.0]:
    case("colour grey square floats", f"randomAdjustSharpness({factor}, p=1)", v2.RandomAdjustSharpness(factor, 1))
    for name in ["brightness", "contrast", "saturation"]:
        jitter = v2.ColorJitter(**{name: (factor, factor)})
        case("colour grey square floats", f"colorJitter({name}=({factor}, {factor}))", jitter)
for turn in [-0.5, -0.13, 0.02, 0.4]:
    case("colour grey square flat floats", f"colorJitter(hue=({turn}, {turn}))", v2.ColorJitter(hue=(turn, turn)))
for mode in ["nearest", "bilinear"]:
    interpolation = InterpolationMode(mode)
    for angle in [0, 10, 33.5, 90, 180, 270, -45]:
        rotation = v2.RandomRotation((angle, angle), interpolation=interpolation)
        case("colour square", f"randomRotation(({angle}, {angle}), interpolation={mode})", rotation)
    rotation = v2.RandomRotation((20, 20), interpolation=interpolation, fill=(10, 120, 200))
    case("colour", f"randomRotation((20, 20), interpolation={mode}, fill=(10, 120, 200))", rotation)
    affine = v2.RandomAffine((12, 12), None, (1.3, 1.3), (5, 5, -7, -7), interpolation=interpolation)
    text = f"randomAffine((12, 12), scale=(1.3, 1.3), shear=(5, 5, -7, -7), interpolation={mode})"
    case("colour grey square floats", text, affine)
case("colour", "randomCrop((13, 17))", v2.RandomCrop((13, 17)))
case("colour", "randomCrop((13, 23), padding=(3, 0))", v2.RandomCrop((13, 23), padding=(3, 0)))
case("colour", "randomResizedCrop(7, scale=(100, 100), ratio=(1, 1))", v2.RandomResizedCrop(7, (100, 100), (1, 1)))
case("colour", "randomResizedCrop(7, scale=(100, 100), ratio=(3, 4))", v2.RandomResizedCrop(7, (100, 100), (3, 4)))
case("colour", "randomResizedCrop(7, scale=(100, 100), ratio=(0.3, 0.4))", v2.RandomResizedCrop(7, (100, 100), (0.3, 0.4)))

magnitudes = {
    "Identity": [0.0],
    "ShearX": [0.09, -0.3, 0.99],
    "ShearY": [0.12, -0.25, -0.99],
    "TranslateX": [4.35, -14.5],
    "TranslateY": [3.999, -9.0],
    "Rotate": [9.0, -135.0, 27.0],
    "Brightness": [0.27, -0.9],
    "Color": [0.27, -0.9],
    "Contrast": [0.27, -0.9],
    "Sharpness": [0.27, -0.9],
    "Posterize": [4.0, 7.0],
    "Solarize": [0.7, 0.0, 1.0],
    "AutoContrast": [0.0],
    "Equalize": [0.0],
}
augment = v2.RandAugment()
assert list(v2.RandAugment._AUGMENTATION_SPACE) == list(magnitudes) == list(v2.TrivialAugmentWide._AUGMENTATION_SPACE)
for name, sizes in magnitudes.items():
    for mode in ["nearest", "bilinear"]:
        for size in sizes:
            case(
                "square grey",
                f"operation {name} {size} {mode}",
                lambda x: augment._apply_image_or_video_transform(x, name, size, InterpolationMode(mode), augment._fill),
            )

# The magnitudes of both, for an image of 32 x 48.
for name, (rand, signed) in v2.RandAugment._AUGMENTATION_SPACE.items():
    trivial = v2.TrivialAugmentWide._AUGMENTATION_SPACE[name][0]
    for bins in [31, 10]:
        text = []
        for function in (rand, trivial):
            made = function(bins, 32, 48)
            text.append("" if made is None else " ".join(repr(float(v)) for v in made))
        lines.append(f"magnitudes\t{name}\t{signed}\t{bins}\t{text[0]}\t{text[1]}")

here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "cases.txt.gz"), "wb") as file:
    with gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=0, compresslevel=9) as out:
        out.write(("\n".join(lines) + "\n").encode())
print("torchvision", torchvision.__version__, len(lines), "lines")
