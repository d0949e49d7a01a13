package io.kindling.data;

import io.kindling.random.Generator;

/** The ten classes of {@link GeneratedImages}, in the order of their labels. */
public enum GeneratedClass {
  DISC {
    @Override
    boolean shape(double u, double v, double r) {
      return u * u + v * v < 0.8 * r * r;
    }
  },
  RING {
    @Override
    boolean shape(double u, double v, double r) {
      double d = u * u + v * v;
      return d < r * r && d > 0.36 * r * r;
    }
  },
  SQUARE {
    @Override
    boolean shape(double u, double v, double r) {
      return Math.max(Math.abs(u), Math.abs(v)) < 0.8 * r;
    }
  },
  TRIANGLE {
    @Override
    boolean shape(double u, double v, double r) {
      return v > -0.5 * r && v < r - 1.7320508075688772 * Math.abs(u);
    }
  },
  CROSS {
    @Override
    boolean shape(double u, double v, double r) {
      double a = Math.abs(u);
      double b = Math.abs(v);
      return Math.min(a, b) < 0.28 * r && Math.max(a, b) < r;
    }
  },
  HORIZONTAL_STRIPES {
    @Override
    boolean covers(Scene s, double x, double y) {
      return even(across(s, x, y, 0, 1) / s.period() + s.phaseX());
    }
  },
  VERTICAL_STRIPES {
    @Override
    boolean covers(Scene s, double x, double y) {
      return even(across(s, x, y, 1, 0) / s.period() + s.phaseX());
    }
  },
  DIAGONAL_STRIPES {
    @Override
    boolean covers(Scene s, double x, double y) {
      double sign = s.mirrored() ? -1 : 1;
      return even(across(s, x, y, HALF_SQRT, sign * HALF_SQRT) / s.period() + s.phaseX());
    }
  },
  CHECKERBOARD {
    @Override
    boolean covers(Scene s, double x, double y) {
      boolean a = even(across(s, x, y, 1, 0) / s.period() + s.phaseX());
      boolean b = even(across(s, x, y, 0, 1) / s.period() + s.phaseY());
      return a == b;
    }
  },
  DOTS {
    @Override
    boolean covers(Scene s, double x, double y) {
      double p = across(s, x, y, 1, 0) / s.period() + s.phaseX();
      double q = across(s, x, y, 0, 1) / s.period() + s.phaseY();
      double dp = p - Math.floor(p) - 0.5;
      double dq = q - Math.floor(q) - 0.5;
      return dp * dp + dq * dq < 0.1;
    }
  };

  private static final double HALF_SQRT = 0.7071067811865476;
  private static final GeneratedClass[] ALL = values();

  /** The figure of class {@code label}. */
  public static GeneratedClass of(int label) {
    return ALL[label];
  }

  /** Whether the point (x, y), in pixels, belongs to the figure. */
  boolean covers(Scene s, double x, double y) {
    double dx = x - s.centreX();
    double dy = y - s.centreY();
    return shape(dx * s.cos() + dy * s.sin(), dy * s.cos() - dx * s.sin(), s.radius());
  }

  /** A closed shape of circumscribed radius r around the origin. */
  boolean shape(double u, double v, double r) {
    throw new AssertionError(this + " is a texture");
  }

  /** Length along the slightly tilted direction (a, b). */
  private static double across(Scene s, double x, double y, double a, double b) {
    double dx = x - GeneratedImages.SIDE / 2.0;
    double dy = y - GeneratedImages.SIDE / 2.0;
    double rx = dx * s.tiltCos() + dy * s.tiltSin();
    double ry = dy * s.tiltCos() - dx * s.tiltSin();
    return rx * a + ry * b;
  }

  private static boolean even(double t) {
    return t - Math.floor(t) < 0.5;
  }

  /** Where and how large a figure is drawn; lengths in pixels, angles in radians. */
  record Scene(
      double centreX,
      double centreY,
      double radius,
      double cos,
      double sin,
      double tiltCos,
      double tiltSin,
      double period,
      double phaseX,
      double phaseY,
      boolean mirrored) {

    static Scene random(Generator random) {
      double radius = GeneratedImages.uniform(random, 7, 13);
      double room = GeneratedImages.SIDE - 2 * radius * 0.8;
      double turn = GeneratedImages.uniform(random, 0, 2 * StrictMath.PI);
      double tilt = GeneratedImages.uniform(random, -0.2, 0.2);
      return new Scene(
          radius * 0.8 + random.nextDouble() * room,
          radius * 0.8 + random.nextDouble() * room,
          radius,
          StrictMath.cos(turn),
          StrictMath.sin(turn),
          StrictMath.cos(tilt),
          StrictMath.sin(tilt),
          GeneratedImages.uniform(random, 4, 9),
          random.nextDouble(),
          random.nextDouble(),
          random.nextDouble() < 0.5);
    }
  }
}
