package io.kindling.ops;

import io.kindling.kernel.ConvGeometry;
import io.kindling.kernel.LanesShape;
import io.kindling.tensor.Shape;

/**
 * The sizes of one convolution in all the forms its operations need.
 *
 * @param geometry for the kernels
 * @param input of the input in the lanes layout
 * @param output of the output in the lanes layout
 * @param inShape (N, C, H, W)
 * @param weightShape (O, C / groups, kernel height, kernel width)
 * @param outShape (N, O, H', W')
 */
record ConvPlan(
    ConvGeometry geometry,
    LanesShape input,
    LanesShape output,
    Shape inShape,
    Shape weightShape,
    Shape outShape) {

  /** Whether there is no sample: nothing to compute, and zeros for the weight's gradient. */
  boolean isEmpty() {
    return geometry.batch() == 0;
  }

  static ConvPlan of(ConvGeometry g, Shape inShape, Shape weightShape) {
    return new ConvPlan(
        g,
        new LanesShape(g.batch(), g.inChannels(), g.inHeight(), g.inWidth()),
        new LanesShape(g.batch(), g.outChannels(), g.outHeight(), g.outWidth()),
        inShape,
        weightShape,
        Shape.of(g.batch(), g.outChannels(), g.outHeight(), g.outWidth()));
  }
}
