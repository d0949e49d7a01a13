"""Writes small images in several encodings beside what Pillow decodes them to (CHW bytes, converted to RGB).

What Pillow does not decode as we do (16 bits) lies beside what it should be. The names of the files are in images.txt,
with the channels of each.

Run with Pillow and numpy:  python make_images.py
"""
import io
import struct
import zlib
import numpy as np
from PIL import Image, ImageCms, ImageOps

rng = np.random.default_rng(7)
y, x = np.mgrid[0:24, 0:20]
smooth = np.stack([128 + 100 * np.sin(x / 4), 128 + 90 * np.cos(y / 5), 20 + 9 * x], -1)
photo = np.clip(smooth + rng.normal(0, 12, smooth.shape), 0, 255).astype(np.uint8)
rgb = Image.fromarray(photo)
names = []


def chw(pixels):
    return np.ascontiguousarray(pixels.transpose(2, 0, 1)).tobytes()


def keep(name, encoded, expected=None, channels=3):
    open(name, "wb").write(encoded)
    if expected is None:
        expected = np.asarray(Image.open(io.BytesIO(encoded)).convert("RGB"))
    open(name + ".chw", "wb").write(chw(expected))
    names.append(f"{name} {channels}")


def encode(image, **options):
    buffer = io.BytesIO()
    image.save(buffer, **options)
    return buffer.getvalue()


def save(name, image, channels=3, **options):
    keep(name, encode(image, **options), channels=channels)


def without(jpeg, *markers):
    """A JPEG file without the APPn segments of these numbers."""
    out, at = jpeg[:2], 2
    while jpeg[at + 1] != 0xDA:
        end = at + 2 + struct.unpack(">H", jpeg[at + 2:at + 4])[0]
        if jpeg[at + 1] - 0xE0 not in markers:
            out += jpeg[at:end]
        at = end
    return out + jpeg[at:]


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(samples, bits, colour_type, interlaced=False, extra=b""):
    """A PNG file of samples (H, W, bands) of so many bits."""
    def lines(part):
        out = b""
        for line in part.reshape(part.shape[0], -1):
            if bits == 16:
                packed = line.astype(">u2").tobytes()
            else:
                shift = np.arange(bits - 1, -1, -1)
                packed = np.packbits((line[:, None] >> shift) & 1).tobytes()
            out += b"\0" + packed
        return out

    adam7 = [(0, 8, 0, 8), (0, 8, 4, 8), (4, 8, 0, 4), (0, 4, 2, 4), (2, 4, 0, 2), (0, 2, 1, 2), (1, 2, 0, 1)]
    data = b"".join(lines(samples[a::b, c::d]) for a, b, c, d in adam7) if interlaced else lines(samples)
    header = struct.pack(">IIBBBBB", samples.shape[1], samples.shape[0], bits, colour_type, 0, 0, interlaced)
    body = chunk(b"IHDR", header) + extra + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


save("colour.jpg", rgb, format="JPEG", quality=90)
save("full-chroma.jpg", rgb, format="JPEG", quality=75, subsampling=0)
save("half-chroma.jpg", rgb, format="JPEG", quality=75, subsampling=1)
save("progressive.jpg", rgb, format="JPEG", quality=80, progressive=True)
save("progressive-full.jpg", rgb, format="JPEG", quality=80, progressive=True, subsampling=0)
save("restarts.jpg", rgb, format="JPEG", quality=80, restart_marker_blocks=1)
save("grey.jpg", rgb.convert("L"), 1, format="JPEG", quality=85)
# Without JFIF's marker: YCbCr by the identifiers of its components, though nothing is subsampled.
keep("bare.jpg", without(encode(rgb, format="JPEG", subsampling=0), 0))
keep("bare-half.jpg", without(encode(rgb, format="JPEG", subsampling=1), 0))
stored_rgb = encode(rgb, format="JPEG", quality=85, keep_rgb=True)
keep("rgb.jpg", stored_rgb)
keep("rgb-by-name.jpg", without(stored_rgb, 0, 14))
profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
save("profile.jpg", rgb, format="JPEG", quality=85, icc_profile=profile)

cmyk = rgb.convert("CMYK")
inks = np.asarray(cmyk).copy()
inks[:, :, 3] = np.clip(photo[:, :, 0].astype(int) // 3 + 20, 0, 255)
cmyk = Image.fromarray(inks, "CMYK")
adobe = encode(cmyk, format="JPEG", quality=90)
assert b"Adobe" in adobe
keep("cmyk.jpg", adobe)
keep("cmyk-no-adobe.jpg", without(adobe, 14))
at = adobe.index(b"Adobe") + 11
keep("ycck.jpg", adobe[:at] + b"\x02" + adobe[at + 1:])
keep("cmyk-progressive.jpg", encode(cmyk, format="JPEG", quality=90, progressive=True))

save("colour.png", rgb, format="PNG")
save("grey.png", rgb.convert("L"), 1, format="PNG")
save("palette.png", rgb.quantize(16), format="PNG")
save("palette-2.png", rgb.quantize(2), format="PNG", bits=1)
save("palette-4.png", rgb.quantize(4), format="PNG", bits=2)
save("palette-200.png", rgb.quantize(200), format="PNG")
save("palette-transparent.png", rgb.quantize(16), format="PNG", transparency=3)
alpha = rgb.convert("RGBA")
alpha.putalpha(Image.fromarray(photo[:, :, 2]))
save("alpha.png", alpha, format="PNG")
save("grey-alpha.png", alpha.convert("LA"), 1, format="PNG")
for bits in 1, 2, 4:
    values = photo[:, :, :1] >> (8 - bits)
    wide = (values * (255 // (2**bits - 1))).repeat(3, 2)
    keep(f"grey-{bits}.png", png(values, bits, 0), wide, 1)
    keep(f"grey-{bits}-interlaced.png", png(values, bits, 0, True), wide, 1)
    assert bits == 1 or (np.asarray(Image.open(f"grey-{bits}.png").convert("RGB")) == wide).all()
keep("interlaced.png", png(photo, 8, 2, True))
keep("colour-key.png", png(photo, 8, 2, extra=chunk(b"tRNS", struct.pack(">HHH", *photo[3, 4].tolist()))))
keep("gamma.png", png(photo, 8, 2, extra=chunk(b"gAMA", struct.pack(">I", 100000))))
keep("grey-gamma.png", png(photo[:, :, :1], 8, 0, extra=chunk(b"gAMA", struct.pack(">I", 100000))), channels=1)
deep = rng.integers(0, 65536, (24, 20, 4))
eight = ((deep * 255 + 32767) // 65535).astype(np.uint8)
keep("grey-16.png", png(deep[:, :, :1], 16, 0), eight[:, :, :1].repeat(3, 2), 1)
keep("grey-alpha-16.png", png(deep[:, :, :2], 16, 4), eight[:, :, :1].repeat(3, 2), 1)
keep("colour-16.png", png(deep[:, :, :3], 16, 2), eight[:, :, :3])
keep("alpha-16.png", png(deep, 16, 6), eight[:, :, :3])
pillow = np.asarray(Image.open("colour-16.png").convert("RGB")).astype(int)
assert abs(pillow - eight[:, :, :3]).max() <= 1  # the upper byte
assert (np.asarray(Image.open("grey-16.png").convert("RGB"))[deep[:, :, 0] > 255] == 255).all()  # clipped

for orientation in range(1, 9):
    exif = Image.Exif()
    exif[0x010F] = "a maker"
    exif[0x0112] = orientation
    for kind, options in ("jpg", {"format": "JPEG", "quality": 90, "subsampling": 0}), ("png", {"format": "PNG"}):
        encoded = encode(rgb.crop((0, 0, 6, 4)), exif=exif, **options)
        name = f"orientation-{orientation}.{kind}"
        open(name, "wb").write(encoded)
        upright = ImageOps.exif_transpose(Image.open(io.BytesIO(encoded))).convert("RGB")
        open(name + ".chw", "wb").write(chw(np.asarray(upright)))

open("images.txt", "w").write("\n".join(names) + "\n")
