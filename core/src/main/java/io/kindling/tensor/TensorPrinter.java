package io.kindling.tensor;

import java.util.Locale;

/** PyTorch's text form of tensors: 4 digits, brackets, ellipses beyond 1000 elements. */
final class TensorPrinter {
  private static final int PRECISION = 4;
  private static final int THRESHOLD = 1000;
  private static final int EDGE_ITEMS = 3;
  private static final int LINE_WIDTH = 80;
  private static final String PREFIX = "tensor(";

  private final double[] values;
  private final Shape shape;
  private final boolean summarize;
  private final ElementFormat format;

  private TensorPrinter(Tensor tensor) {
    this.values = tensor.toDoubleArray();
    this.shape = tensor.shape();
    this.summarize = tensor.numel() > THRESHOLD;
    this.format = ElementFormat.of(tensor.dtype(), shown(), PRECISION);
  }

  static String format(Tensor tensor) {
    StringBuilder out = new StringBuilder(PREFIX);
    if (tensor.numel() == 0) {
      out.append("[]");
      if (tensor.dim() != 1) {
        out.append(", size=").append(sizes(tensor.shape()));
      }
    } else {
      out.append(new TensorPrinter(tensor).nested(0, 0, PREFIX.length()));
    }
    StringBuilder suffix = new StringBuilder();
    DType dtype = tensor.dtype();
    boolean implied =
        dtype == DType.FLOAT32
            || ((dtype == DType.INT64 || dtype == DType.BOOL) && tensor.numel() > 0);
    if (!implied) {
      suffix(out, suffix, "dtype=" + dtype);
    }
    if (tensor.gradFn() != null) {
      suffix(out, suffix, "grad_fn=" + tensor.gradFn());
    } else if (tensor.requiresGrad()) {
      suffix(out, suffix, "requires_grad=True");
    }
    return out.append(suffix).append(')').toString();
  }

  /** Appends ", text", on a new line when the last line would grow beyond the width. */
  private static void suffix(StringBuilder body, StringBuilder suffix, String text) {
    String all = body.toString() + suffix;
    int last = all.length() - (all.lastIndexOf('\n') + 1);
    if (last + text.length() + 2 > LINE_WIDTH) {
      suffix.append(",\n").append(" ".repeat(PREFIX.length())).append(text);
    } else {
      suffix.append(", ").append(text);
    }
  }

  private static String sizes(Shape shape) {
    StringBuilder out = new StringBuilder("(");
    for (int i = 0; i < shape.dim(); i++) {
      out.append(i == 0 ? "" : ", ").append(shape.size(i));
    }
    return out.append(shape.dim() == 1 ? ",)" : ")").toString();
  }

  /** The elements that are printed, in order; they decide the common width. */
  private double[] shown() {
    if (!summarize) {
      return values;
    }
    java.util.ArrayList<Double> seen = new java.util.ArrayList<>();
    collect(0, 0, seen);
    return seen.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private void collect(int dim, int offset, java.util.List<Double> seen) {
    if (dim == shape.dim()) {
      seen.add(values[offset]);
      return;
    }
    int n = shape.size(dim);
    int step = step(dim);
    for (int i = 0; i < n; i++) {
      if (n <= 2 * EDGE_ITEMS || i < EDGE_ITEMS || i >= n - EDGE_ITEMS) {
        collect(dim + 1, offset + i * step, seen);
      }
    }
  }

  private int step(int dim) {
    int step = 1;
    for (int i = dim + 1; i < shape.dim(); i++) {
      step *= shape.size(i);
    }
    return step;
  }

  private String nested(int dim, int offset, int indent) {
    if (shape.dim() == 0) {
      return format.text(values[0]).strip();
    }
    if (dim == shape.dim() - 1) {
      return row(dim, offset, indent);
    }
    int n = shape.size(dim);
    int step = step(dim);
    String separator = "," + "\n".repeat(shape.dim() - dim - 1) + " ".repeat(indent + 1);
    StringBuilder out = new StringBuilder("[");
    boolean gap = summarize && n > 2 * EDGE_ITEMS;
    for (int i = 0; i < n; i++) {
      if (gap && i == EDGE_ITEMS) {
        out.append(separator).append("...");
        i = n - EDGE_ITEMS;
      }
      if (i > 0) {
        out.append(separator);
      }
      out.append(nested(dim + 1, offset + i * step, indent + 1));
    }
    return out.append(']').toString();
  }

  private String row(int dim, int offset, int indent) {
    int n = shape.size(dim);
    int perLine = Math.max(1, (LINE_WIDTH - indent) / (format.width() + 2));
    boolean gap = summarize && n > 2 * EDGE_ITEMS;
    StringBuilder out = new StringBuilder("[");
    int onLine = 0;
    for (int i = 0; i < n; i++) {
      String text = format.text(values[offset + i]);
      if (gap && i == EDGE_ITEMS) {
        text = " ...";
        i = n - EDGE_ITEMS - 1;
      }
      if (onLine == perLine) {
        out.append(",\n").append(" ".repeat(indent + 1));
        onLine = 0;
      } else if (onLine > 0) {
        out.append(", ");
      }
      out.append(text);
      onLine++;
    }
    return out.append(']').toString();
  }

  /** How one element is written, the same for all of a tensor. */
  private record ElementFormat(Kind kind, int width, int precision) {
    enum Kind {
      INTEGER,
      BOOL,
      WHOLE,
      FIXED,
      SCIENTIFIC
    }

    static ElementFormat of(DType dtype, double[] shown, int precision) {
      Kind kind = kind(dtype, shown);
      ElementFormat unpadded = new ElementFormat(kind, 0, precision);
      int width = 1;
      for (double value : shown) {
        width = Math.max(width, unpadded.text(value).length());
      }
      return new ElementFormat(kind, width, precision);
    }

    private static Kind kind(DType dtype, double[] shown) {
      if (dtype == DType.BOOL) {
        return Kind.BOOL;
      }
      if (!dtype.isFloatingPoint()) {
        return Kind.INTEGER;
      }
      boolean whole = true;
      double max = 0;
      double min = Double.POSITIVE_INFINITY;
      for (double value : shown) {
        if (!Double.isNaN(value) && !Double.isInfinite(value)) {
          whole &= value == Math.ceil(value);
          if (value != 0) {
            max = Math.max(max, Math.abs(value));
            min = Math.min(min, Math.abs(value));
          }
        }
      }
      if (max == 0) {
        return Kind.WHOLE;
      }
      if (whole) {
        return max / min > 1000. || max > 1e8 ? Kind.SCIENTIFIC : Kind.WHOLE;
      }
      return max / min > 1000. || max > 1e8 || min < 1e-4 ? Kind.SCIENTIFIC : Kind.FIXED;
    }

    String text(double value) {
      String text;
      if (kind == Kind.BOOL) {
        text = value != 0 ? "True" : "False";
      } else if (Double.isNaN(value)) {
        text = "nan";
      } else if (Double.isInfinite(value)) {
        text = value > 0 ? "inf" : "-inf";
      } else {
        text =
            switch (kind) {
              case INTEGER -> Long.toString((long) value);
              case WHOLE -> String.format(Locale.ROOT, "%.0f.", value);
              case SCIENTIFIC -> String.format(Locale.ROOT, "%." + precision + "e", value);
              default -> String.format(Locale.ROOT, "%." + precision + "f", value);
            };
      }
      return " ".repeat(Math.max(0, width - text.length())) + text;
    }
  }
}
