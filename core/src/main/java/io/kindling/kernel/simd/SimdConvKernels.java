package io.kindling.kernel.simd;

import io.kindling.kernel.ConvGeometry;
import io.kindling.kernel.ConvKernels;
import io.kindling.kernel.RowEpilogue;
import io.kindling.kernel.simd.conv.GatherKernel;
import io.kindling.kernel.simd.conv.GatherPlan;
import io.kindling.kernel.simd.conv.LanewiseWeightsKernel;
import io.kindling.kernel.simd.conv.RowEnd;
import io.kindling.kernel.simd.conv.StridedWeights;
import io.kindling.kernel.simd.conv.WeightsKernel;
import io.kindling.kernel.simd.conv.WeightsPlan;
import io.kindling.kernel.simd.conv.WinogradKernel;
import io.kindling.kernel.simd.conv.WinogradPlan;
import io.kindling.kernel.simd.conv.WinogradPolicy;
import io.kindling.kernel.simd.tile.Tile;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * {@link ConvKernels} by the micro-kernels of {@link Tile}, with fewer multiplications where {@link
 * WinogradPolicy} says so. Thread-safe.
 */
final class SimdConvKernels implements ConvKernels {
  /** Geometries remembered; a training run has some tens. */
  private static final int REMEMBERED = 1024;

  private final Map<ConvGeometry, GatherPlan> forwards = new ConcurrentHashMap<>();
  private final Map<ConvGeometry, GatherPlan> backwards = new ConcurrentHashMap<>();
  private final Map<ConvGeometry, WinogradPlan> winogradForwards = new ConcurrentHashMap<>();
  private final Map<ConvGeometry, WinogradPlan> winogradBackwards = new ConcurrentHashMap<>();
  private final Map<ConvGeometry, WeightsPlan> weights = new ConcurrentHashMap<>();

  @Override
  public void forward(
      ConvGeometry geometry,
      float[] x,
      float[] w,
      int wFrom,
      float[] bias,
      int biasFrom,
      float[] y) {
    forward(geometry, x, w, wFrom, bias, biasFrom, y, null);
  }

  @Override
  public void forward(
      ConvGeometry geometry,
      float[] x,
      float[] w,
      int wFrom,
      float[] bias,
      int biasFrom,
      float[] y,
      RowEpilogue after) {
    ConvGeometry g = geometry.flattened();
    RowEnd end = RowEnd.of(y, g.outHeight(), g.outWidth(), g.outChannels(), bias, biasFrom, after);
    if (WinogradPolicy.pays(g)) {
      WinogradPlan plan = plan(winogradForwards, g, WinogradPlan::forward);
      WinogradKernel.run(plan, g.batch(), x, w, wFrom, y, end);
    } else {
      GatherPlan plan = plan(forwards, g, GatherPlan::forward);
      GatherKernel.run(plan, g.blocks(), x, w, wFrom, y, end);
    }
  }

  @Override
  public void backwardData(ConvGeometry geometry, float[] dy, float[] w, int wFrom, float[] dx) {
    ConvGeometry g = geometry.flattened();
    RowEnd end = RowEnd.of(dx, g.inHeight(), g.inWidth(), g.inChannels(), null, 0, null);
    if (WinogradPolicy.pays(g)) {
      WinogradPlan plan = plan(winogradBackwards, g, WinogradPlan::backward);
      WinogradKernel.run(plan, g.batch(), dy, w, wFrom, dx, end);
    } else {
      GatherPlan plan = plan(backwards, g, GatherPlan::backward);
      GatherKernel.run(plan, g.blocks(), dy, w, wFrom, dx, end);
    }
  }

  @Override
  public void backwardWeights(
      ConvGeometry geometry, float[] x, float[] dy, float[] dw, int dwFrom) {
    ConvGeometry g = geometry.flattened().blocksAsColumns();
    WeightsPlan plan = plan(weights, g, WeightsPlan::new);
    if (LanewiseWeightsKernel.fits(plan)) {
      LanewiseWeightsKernel.run(g, x, dy, dw, dwFrom);
    } else {
      boolean strided = StridedWeights.fits(g);
      if (strided) {
        StridedWeights.run(plan, x, dy, dw, dwFrom);
      } else {
        WeightsKernel.run(plan, x, dy, dw, dwFrom);
      }
      if ((strided || plan.winograd) && !finite(dw, dwFrom, g.weightCount())) {
        WeightsKernel.run(plan.plain, x, dy, dw, dwFrom);
      }
    }
  }

  private static boolean finite(float[] values, int from, int count) {
    float zero = 0;
    for (int i = from; i < from + count; i++) {
      zero += 0 * values[i];
    }
    return zero == 0;
  }

  private static <P> P plan(
      Map<ConvGeometry, P> plans, ConvGeometry g, Function<ConvGeometry, P> make) {
    if (plans.size() > REMEMBERED) {
      plans.clear();
    }
    P plan = plans.get(g);
    return plan != null ? plan : plans.computeIfAbsent(g, make);
  }
}
