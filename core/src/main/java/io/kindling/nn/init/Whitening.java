package io.kindling.nn.init;

import io.kindling.tensor.Tensor;

/** The weight of a convolution that whitens the patches of images; {@link Init#whitening_}. */
final class Whitening {
  private Whitening() {}

  /**
   * (2 n, n) with n = C kh kw, rows in the order of the eigenvalues.
   *
   * @param images (N, C, H, W)
   */
  static double[] weight(Tensor images, int kernelHeight, int kernelWidth, double eps) {
    double[][] covariance = secondMoments(images, kernelHeight, kernelWidth);
    SymmetricEigen eigen = SymmetricEigen.of(covariance);
    int n = covariance.length;
    double[] values = new double[2 * n * n];
    for (int row = 0; row < n; row++) {
      double[] vector = eigen.vectors()[row];
      double scale = sign(vector) / Math.sqrt(Math.max(0, eigen.values()[row]) + eps);
      for (int i = 0; i < n; i++) {
        values[row * n + i] = scale * vector[i];
        values[(n + row) * n + i] = -scale * vector[i];
      }
    }
    return values;
  }

  /** An eigenvector's sign is of no account; here its largest element is positive. */
  private static double sign(double[] vector) {
    double largest = 0;
    for (double value : vector) {
      largest = Math.abs(value) > Math.abs(largest) ? value : largest;
    }
    return largest < 0 ? -1 : 1;
  }

  /** The mean of patch times its transpose. */
  private static double[][] secondMoments(Tensor images, int kernelHeight, int kernelWidth) {
    int channels = images.size(1);
    int height = images.size(2);
    int width = images.size(3);
    int n = channels * kernelHeight * kernelWidth;
    float[] pixels = images.toFloatArray();
    double[][] sums = new double[n][n];
    double[] patch = new double[n];
    long count = 0;
    for (int image = 0; image < images.size(0); image++) {
      for (int y = 0; y + kernelHeight <= height; y++) {
        for (int x = 0; x + kernelWidth <= width; x++) {
          int at = 0;
          for (int c = 0; c < channels; c++) {
            for (int dy = 0; dy < kernelHeight; dy++) {
              int from = ((image * channels + c) * height + y + dy) * width + x;
              for (int dx = 0; dx < kernelWidth; dx++) {
                patch[at++] = pixels[from + dx];
              }
            }
          }
          count++;
          for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
              sums[i][j] += patch[i] * patch[j];
            }
          }
        }
      }
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        sums[i][j] /= count;
        sums[j][i] = sums[i][j];
      }
    }
    return sums;
  }
}
