"""Writes small images in several encodings beside what Pillow decodes them to (CHW bytes, converted to RGB).

Run with Pillow and numpy:  python make_images.py
"""
import io
import numpy as np
from PIL import Image

rng = np.random.default_rng(7)
y, x = np.mgrid[0:24, 0:20]
smooth = np.stack([128 + 100 * np.sin(x / 4), 128 + 90 * np.cos(y / 5), 20 + 9 * x], -1)
photo = np.clip(smooth + rng.normal(0, 12, smooth.shape), 0, 255).astype(np.uint8)
rgb = Image.fromarray(photo)


def save(name, image, **options):
    buffer = io.BytesIO()
    image.save(buffer, **options)
    open(name, "wb").write(buffer.getvalue())
    decoded = np.asarray(Image.open(io.BytesIO(buffer.getvalue())).convert("RGB"))
    open(name + ".chw", "wb").write(decoded.transpose(2, 0, 1).tobytes())


save("colour.jpg", rgb, format="JPEG", quality=90)
save("full-chroma.jpg", rgb, format="JPEG", quality=75, subsampling=0)
save("progressive.jpg", rgb, format="JPEG", quality=80, progressive=True)
save("grey.jpg", rgb.convert("L"), format="JPEG", quality=85)
save("colour.png", rgb, format="PNG")
save("grey.png", rgb.convert("L"), format="PNG")
save("palette.png", rgb.quantize(16), format="PNG")
alpha = rgb.convert("RGBA")
alpha.putalpha(Image.fromarray(photo[:, :, 2]))
save("alpha.png", alpha, format="PNG")
