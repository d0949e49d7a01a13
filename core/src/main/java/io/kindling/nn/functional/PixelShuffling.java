package io.kindling.nn.functional;

import io.kindling.tensor.Tensor;
import java.util.Arrays;

/** Channels into pixels and back, and channels among themselves. */
final class PixelShuffling {
  private PixelShuffling() {}

  static Tensor shuffle(Tensor x, int r) {
    if (x.dim() < 3 || r < 1 || x.size(-3) % (r * r) != 0) {
      throw new IllegalArgumentException(
          "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of"
              + " upscale_factor, but got input of shape "
              + x.shape()
              + " and upscale_factor="
              + r);
    }
    int c = x.size(-3) / (r * r);
    int h = x.size(-2);
    int w = x.size(-1);
    Tensor parts = x.reshape(leading(x), c, r, r, h, w).permute(0, 1, 4, 2, 5, 3);
    return parts.reshape(sizes(x, c, h * r, w * r));
  }

  static Tensor unshuffle(Tensor x, int r) {
    if (x.dim() < 3 || r < 1 || x.size(-2) % r != 0 || x.size(-1) % r != 0) {
      throw new IllegalArgumentException(
          "pixel_unshuffle expects height and width to be divisible by downscale_factor, but got"
              + " input of shape "
              + x.shape()
              + " and downscale_factor="
              + r);
    }
    int c = x.size(-3);
    int h = x.size(-2) / r;
    int w = x.size(-1) / r;
    Tensor parts = x.reshape(leading(x), c, h, r, w, r).permute(0, 1, 3, 5, 2, 4);
    return parts.reshape(sizes(x, c * r * r, h, w));
  }

  static Tensor channels(Tensor x, int groups) {
    if (x.dim() < 3 || groups < 1 || x.size(1) % groups != 0) {
      throw new IllegalArgumentException(
          "channel_shuffle: expected input (N, C, *) with C divisible by groups, got input of shape"
              + " "
              + x.shape()
              + " and groups="
              + groups);
    }
    int plane = 1;
    for (int d = 2; d < x.dim(); d++) {
      plane *= x.size(d);
    }
    return x.reshape(x.size(0), groups, x.size(1) / groups, plane)
        .transpose(1, 2)
        .reshape(x.shape().toArray());
  }

  /** How many images there are. */
  private static int leading(Tensor x) {
    int images = 1;
    for (int d = 0; d < x.dim() - 3; d++) {
      images *= x.size(d);
    }
    return images;
  }

  private static int[] sizes(Tensor x, int channels, int height, int width) {
    int[] sizes = Arrays.copyOf(x.shape().toArray(), x.dim());
    sizes[sizes.length - 3] = channels;
    sizes[sizes.length - 2] = height;
    sizes[sizes.length - 1] = width;
    return sizes;
  }
}
