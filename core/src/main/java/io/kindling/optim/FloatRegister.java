package io.kindling.optim;

import io.kindling.tensor.Storage;
import java.util.Arrays;

/** {@link Register} of float32. */
final class FloatRegister extends Register {
  private final float[] v = new float[CAPACITY];

  float[] array() {
    return v;
  }

  private static float[] of(Register x) {
    return ((FloatRegister) x).v;
  }

  @Override
  void load(Storage from, int at, int count) {
    length = count;
    System.arraycopy(from.floats(), at, v, 0, count);
  }

  @Override
  void store(Storage to, int at) {
    System.arraycopy(v, 0, to.floats(), at, length);
  }

  @Override
  public Register set(Register x) {
    length = x.length;
    System.arraycopy(of(x), 0, v, 0, length);
    return this;
  }

  @Override
  public Register fill(double value) {
    Arrays.fill(v, 0, length, (float) value);
    return this;
  }

  @Override
  public Register negate() {
    float[] a = v;
    int n = length;
    for (int i = 0; i < n; i++) {
      a[i] = -a[i];
    }
    return this;
  }

  @Override
  public Register add(double value) {
    float[] a = v;
    int n = length;
    float s = (float) value;
    for (int i = 0; i < n; i++) {
      a[i] += s;
    }
    return this;
  }

  @Override
  public Register mul(double value) {
    float[] a = v;
    int n = length;
    float s = (float) value;
    for (int i = 0; i < n; i++) {
      a[i] *= s;
    }
    return this;
  }

  @Override
  public Register div(double value) {
    float[] a = v;
    int n = length;
    float s = (float) value;
    for (int i = 0; i < n; i++) {
      a[i] /= s;
    }
    return this;
  }

  @Override
  public Register divideInto(double value) {
    float[] a = v;
    int n = length;
    float s = (float) value;
    for (int i = 0; i < n; i++) {
      a[i] = s / a[i];
    }
    return this;
  }

  @Override
  public Register add(Register x, double alpha) {
    float[] a = v;
    int n = length;
    float s = (float) alpha;
    float[] b = of(x);
    for (int i = 0; i < n; i++) {
      a[i] += s * b[i];
    }
    return this;
  }

  @Override
  public Register mul(Register x) {
    float[] a = v;
    int n = length;
    float[] b = of(x);
    for (int i = 0; i < n; i++) {
      a[i] *= b[i];
    }
    return this;
  }

  @Override
  public Register div(Register x) {
    float[] a = v;
    int n = length;
    float[] b = of(x);
    for (int i = 0; i < n; i++) {
      a[i] /= b[i];
    }
    return this;
  }

  @Override
  public Register lerp(Register end, double weight) {
    float[] a = v;
    float[] b = of(end);
    int n = length;
    float w = (float) weight;
    if (w < 0.5) {
      for (int i = 0; i < n; i++) {
        a[i] += w * (b[i] - a[i]);
      }
    } else {
      float rest = 1 - w;
      for (int i = 0; i < n; i++) {
        a[i] = b[i] - (b[i] - a[i]) * rest;
      }
    }
    return this;
  }

  @Override
  public Register addcmul(Register x, Register y, double value) {
    float[] a = v;
    int n = length;
    float s = (float) value;
    float[] b = of(x);
    float[] c = of(y);
    for (int i = 0; i < n; i++) {
      a[i] += s * b[i] * c[i];
    }
    return this;
  }

  @Override
  public Register addcdiv(Register x, Register y, double value) {
    float[] a = v;
    int n = length;
    float s = (float) value;
    float[] b = of(x);
    float[] c = of(y);
    for (int i = 0; i < n; i++) {
      a[i] += s * b[i] / c[i];
    }
    return this;
  }

  @Override
  public Register sqrt() {
    float[] a = v;
    int n = length;
    for (int i = 0; i < n; i++) {
      a[i] = (float) Math.sqrt(a[i]);
    }
    return this;
  }

  @Override
  public Register abs() {
    float[] a = v;
    int n = length;
    for (int i = 0; i < n; i++) {
      a[i] = Math.abs(a[i]);
    }
    return this;
  }

  @Override
  public Register max(Register x) {
    float[] a = v;
    int n = length;
    float[] b = of(x);
    for (int i = 0; i < n; i++) {
      a[i] = Math.max(a[i], b[i]);
    }
    return this;
  }

  @Override
  public Register clamp(double low, double high) {
    float[] a = v;
    int n = length;
    float l = (float) low;
    float h = (float) high;
    for (int i = 0; i < n; i++) {
      a[i] = Math.min(Math.max(a[i], l), h);
    }
    return this;
  }

  @Override
  public Register sign() {
    float[] a = v;
    int n = length;
    for (int i = 0; i < n; i++) {
      a[i] = Math.signum(a[i]);
    }
    return this;
  }

  @Override
  public Register choose(double below, double at, double above) {
    float[] a = v;
    int n = length;
    float l = (float) below;
    float z = (float) at;
    float h = (float) above;
    for (int i = 0; i < n; i++) {
      a[i] = a[i] < 0 ? l : a[i] > 0 ? h : a[i] == 0 ? z : a[i];
    }
    return this;
  }

  @Override
  public Register zeroWhereNegative(Register mask) {
    float[] a = v;
    int n = length;
    float[] b = of(mask);
    for (int i = 0; i < n; i++) {
      a[i] = b[i] < 0 ? 0 : a[i];
    }
    return this;
  }

  @Override
  public double sumOfSquares() {
    // Four sums side by side keep the processor's adders busy.
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < length; i += 4) {
      s0 += (double) v[i] * v[i];
      s1 += (double) v[i + 1] * v[i + 1];
      s2 += (double) v[i + 2] * v[i + 2];
      s3 += (double) v[i + 3] * v[i + 3];
    }
    for (; i < length; i++) {
      s0 += (double) v[i] * v[i];
    }
    return (s0 + s1) + (s2 + s3);
  }
}
