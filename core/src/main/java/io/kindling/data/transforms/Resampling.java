package io.kindling.data.transforms;

import io.kindling.data.ImageBuffer;

/**
 * Resizing as torchvision does it: along the rows, then down the columns. Bytes are computed in
 * fixed point, with weights that are whole multiples of a power of two as in PyTorch and Pillow,
 * and rounded after each direction; floats in double.
 *
 * <p>With antialias an output pixel sees all that it covers, through a triangle (bilinear) or Keys'
 * spline with a = -0.5 (bicubic) that is widened by the factor of reduction; without, the two or
 * four nearest pixels, with a = -0.75.
 */
final class Resampling {
  /** Weights are to fit into so many bits, and PyTorch stops at so fine a step. */
  private static final int WEIGHT_LIMIT = 1 << 15;

  private static final int FINEST = 22;

  private Resampling() {}

  /** Changes the image to height x width. */
  static void resize(
      ImageBuffer image, int height, int width, Interpolation mode, boolean antialias) {
    if (mode == Interpolation.NEAREST || mode == Interpolation.NEAREST_EXACT) {
      pick(image, height, width, mode == Interpolation.NEAREST ? 0f : 0.5f);
      return;
    }
    boolean cubic = mode == Interpolation.BICUBIC;
    if (width != image.width()) {
      along(image, width, taps(image, image.width(), width, cubic, antialias));
    }
    if (height != image.height()) {
      down(image, height, taps(image, image.height(), height, cubic, antialias));
    }
  }

  private static void pick(ImageBuffer image, int height, int width, float shift) {
    int h = image.height();
    int w = image.width();
    if (h == height && w == width) {
      return;
    }
    float[] from = image.values();
    float[] to = image.spare(image.channels() * height * width);
    int[] columns = image.integers(width);
    for (int x = 0; x < width; x++) {
      columns[x] = nearest(x, w, width, shift);
    }
    int at = 0;
    for (int c = 0; c < image.channels(); c++) {
      for (int y = 0; y < height; y++) {
        int row = (c * h + nearest(y, h, height, shift)) * w;
        for (int x = 0; x < width; x++) {
          to[at++] = from[row + columns[x]];
        }
      }
    }
    image.replace(image.channels(), height, width);
  }

  private static int nearest(int o, int in, int out, float shift) {
    // PyTorch computes in float.
    return Math.min((int) Math.floor((o + shift) * ((float) in / out)), in - 1);
  }

  /**
   * Fills the buffer's doubles with the weights of each output, {@code taps} a piece, and its
   * integers with where they begin, then how many they are.
   *
   * @return taps
   */
  private static int taps(ImageBuffer image, int in, int out, boolean cubic, boolean antialias) {
    double scale = (double) in / out;
    double widened = antialias ? Math.max(scale, 1) : 1;
    double support = (cubic ? 2 : 1) * widened;
    int taps = 2 * (int) Math.ceil(support) + 1;
    int[] places = image.integers(2 * out + out * taps);
    double[] weights = image.doubles(out * taps);
    for (int o = 0; o < out; o++) {
      if (antialias) {
        covered(o, scale, support, widened, in, cubic, places, out, weights, o * taps);
      } else {
        around(o, scale, in, cubic, places, out, weights, o * taps);
      }
    }
    return taps;
  }

  private static void covered(
      int o,
      double scale,
      double support,
      double widened,
      int in,
      boolean cubic,
      int[] places,
      int out,
      double[] weights,
      int at) {
    double center = scale * (o + 0.5);
    int first = Math.max((int) (center - support + 0.5), 0);
    int count = Math.min((int) (center + support + 0.5), in) - first;
    double total = 0;
    for (int k = 0; k < count; k++) {
      double distance = Math.abs((k + first - center + 0.5) / widened);
      double weight = cubic ? keys(distance, -0.5) : Math.max(0, 1 - distance);
      weights[at + k] = weight;
      total += weight;
    }
    for (int k = 0; k < count; k++) {
      weights[at + k] /= total;
    }
    places[o] = first;
    places[out + o] = count;
  }

  private static void around(
      int o, double scale, int in, boolean cubic, int[] places, int out, double[] weights, int at) {
    double center = (o + 0.5) * scale - 0.5;
    double place = cubic ? center : Math.max(0, center);
    int low = (int) Math.floor(place);
    int first = Math.min(Math.max(low - (cubic ? 1 : 0), 0), in - 1);
    int last = Math.min(Math.max(low + (cubic ? 2 : 1), 0), in - 1);
    java.util.Arrays.fill(weights, at, at + last - first + 1, 0);
    for (int tap = cubic ? -1 : 0; tap <= (cubic ? 2 : 1); tap++) {
      int source = Math.min(Math.max(low + tap, 0), in - 1);
      double distance = Math.abs(place - low - tap);
      weights[at + source - first] += cubic ? keys(distance, -0.75) : 1 - distance;
    }
    places[o] = first;
    places[out + o] = last - first + 1;
  }

  /** Keys' cubic convolution kernel at distance {@code d}. */
  private static double keys(double d, double a) {
    if (d < 1) {
      return ((a + 2) * d - (a + 3)) * d * d + 1;
    }
    return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
  }

  /** Makes the weights whole multiples of {@code 2^-precision}; gives the precision. */
  private static int round(ImageBuffer image, int out, int taps) {
    int[] places = image.integers(0);
    double[] weights = image.doubles(0);
    double largest = 0;
    for (int o = 0; o < out; o++) {
      for (int k = 0; k < places[out + o]; k++) {
        largest = Math.max(largest, weights[o * taps + k]);
      }
    }
    int precision = 0;
    while (precision < FINEST && (int) (0.5 + largest * (1 << (precision + 1))) < WEIGHT_LIMIT) {
      precision++;
    }
    for (int o = 0; o < out; o++) {
      for (int k = 0; k < places[out + o]; k++) {
        double scaled = weights[o * taps + k] * (1 << precision);
        places[2 * out + o * taps + k] = (int) (scaled < 0 ? scaled - 0.5 : scaled + 0.5);
      }
    }
    return precision;
  }

  private static void along(ImageBuffer image, int width, int taps) {
    int rows = image.channels() * image.height();
    int w = image.width();
    float[] from = image.values();
    float[] to = image.spare(rows * width);
    int precision = image.isBytes() ? round(image, width, taps) : 0;
    for (int row = 0; row < rows; row++) {
      run(image, precision, taps, from, row * w, 1, to, row * width, 1, width);
    }
    image.replace(image.channels(), image.height(), width);
  }

  private static void down(ImageBuffer image, int height, int taps) {
    int w = image.width();
    float[] from = image.values();
    float[] to = image.spare(image.channels() * height * w);
    int precision = image.isBytes() ? round(image, height, taps) : 0;
    for (int c = 0; c < image.channels(); c++) {
      for (int x = 0; x < w; x++) {
        int source = c * image.plane() + x;
        run(image, precision, taps, from, source, w, to, c * height * w + x, w, height);
      }
    }
    image.replace(image.channels(), height, w);
  }

  private static void run(
      ImageBuffer image,
      int precision,
      int taps,
      float[] from,
      int source,
      int step,
      float[] to,
      int target,
      int targetStep,
      int out) {
    int[] places = image.integers(0);
    double[] weights = image.doubles(0);
    for (int o = 0; o < out; o++) {
      int at = source + places[o] * step;
      int count = places[out + o];
      if (image.isBytes()) {
        int sum = precision == 0 ? 0 : 1 << (precision - 1);
        int weight = 2 * out + o * taps;
        for (int k = 0; k < count; k++) {
          sum += places[weight + k] * (int) from[at + k * step];
        }
        to[target + o * targetStep] = Math.min(255, Math.max(0, sum >> precision));
      } else {
        double sum = 0;
        for (int k = 0; k < count; k++) {
          sum += weights[o * taps + k] * from[at + k * step];
        }
        to[target + o * targetStep] = (float) sum;
      }
    }
  }
}
