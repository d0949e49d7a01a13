package io.kindling.kernel.simd;

import io.kindling.kernel.PeakKernel;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Ten independent chains of fused multiply-adds: two units of a latency of four or five cycles are
 * then always busy.
 */
final class SimdPeakKernel implements PeakKernel {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int CHAINS = 10;

  @Override
  public long multiplyAdds() {
    return (long) CHAINS * S.length();
  }

  @Override
  public float run(int rounds) {
    FloatVector half = FloatVector.broadcast(S, 0.5f);
    FloatVector one = FloatVector.broadcast(S, 1);
    FloatVector a = FloatVector.zero(S);
    FloatVector b = one;
    FloatVector c = half;
    FloatVector d = a;
    FloatVector e = b;
    FloatVector f = c;
    FloatVector g = a;
    FloatVector h = b;
    FloatVector p = c;
    FloatVector q = a;
    for (int i = 0; i < rounds; i++) {
      a = a.fma(half, one);
      b = b.fma(half, one);
      c = c.fma(half, one);
      d = d.fma(half, one);
      e = e.fma(half, one);
      f = f.fma(half, one);
      g = g.fma(half, one);
      h = h.fma(half, one);
      p = p.fma(half, one);
      q = q.fma(half, one);
    }
    FloatVector sum = a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).add(p).add(q);
    return sum.reduceLanes(VectorOperators.ADD);
  }
}
