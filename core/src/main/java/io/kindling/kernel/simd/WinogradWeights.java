package io.kindling.kernel.simd;

/** The transformed weights {@code G g G'} of a {@link WinogradPlan} convolution. */
final class WinogradWeights {
  private static final int[] STRAIGHT = {0, 1, 2, 3};

  /** Turning a kernel around exchanges its outer positions; the inner ones are symmetric. */
  private static final int[] TURNED = {3, 1, 2, 0};

  private final float[] w;
  private final float[] packed;
  private final int position;
  private final int[] place;

  private WinogradWeights(WinogradPlan plan, float[] w, float[] packed) {
    this.w = w;
    this.packed = packed;
    this.position = plan.weightPosition();
    this.place = plan.turned ? TURNED : STRAIGHT;
  }

  /**
   * Transforms the weights of the output channels {@code first <= channel < last}, {@code first}
   * being a multiple of {@link Tile#HIGH}.
   *
   * @param packed for each position: for each tile of output channels, {@code [inChannels][height]}
   */
  static void pack(WinogradPlan plan, int first, int last, float[] w, int wFrom, float[] packed) {
    WinogradWeights weights = new WinogradWeights(plan, w, packed);
    int outStride = plan.turned ? 9 : plan.inChannels * 9;
    int inStride = plan.turned ? plan.outChannels * 9 : 9;
    int height;
    for (int channel = first; channel < last; channel += height) {
      height = Tile.height(last - channel, Tile.HIGH);
      int to = channel * plan.inChannels;
      for (int c = 0; c < plan.inChannels; c++) {
        for (int r = 0; r < height; r++) {
          weights.kernel(wFrom + (channel + r) * outStride + c * inStride, to++);
        }
      }
    }
  }

  private void kernel(int from, int to) {
    float w0 = w[from];
    float w1 = w[from + 1];
    float w2 = w[from + 2];
    float w6 = w[from + 6];
    float w7 = w[from + 7];
    float w8 = w[from + 8];
    row(w0, w1, w2, to, place[0]);
    row(w6, w7, w8, to, place[3]);
    float outer0 = 0.5f * (w0 + w6);
    float outer1 = 0.5f * (w1 + w7);
    float outer2 = 0.5f * (w2 + w8);
    float inner0 = 0.5f * w[from + 3];
    float inner1 = 0.5f * w[from + 4];
    float inner2 = 0.5f * w[from + 5];
    row(outer0 + inner0, outer1 + inner1, outer2 + inner2, to, 1);
    row(outer0 - inner0, outer1 - inner1, outer2 - inner2, to, 2);
  }

  private void row(float a, float b, float c, int to, int row) {
    int at = to + WinogradPlan.SIDE * row * position;
    float outer = 0.5f * (a + c);
    float inner = 0.5f * b;
    packed[at + place[0] * position] = a;
    packed[at + position] = outer + inner;
    packed[at + 2 * position] = outer - inner;
    packed[at + place[3] * position] = c;
  }
}
