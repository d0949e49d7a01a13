package io.kindling.tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * PyTorch's text form of tensors: 4 digits, brackets, lines of 80 columns, ellipses beyond 1000
 * elements.
 */
final class TensorPrinter {
  private static final int THRESHOLD = 1000;
  private static final int EDGE_ITEMS = 3;
  private static final int LINE_WIDTH = 80;
  private static final String PREFIX = "tensor(";

  private final Shape shape;
  private final int[] strides;
  private final Storage storage;
  private final boolean summarize;
  private final ElementFormat format;

  private TensorPrinter(Tensor tensor) {
    this.shape = tensor.shape();
    this.strides = tensor.strides();
    this.storage = tensor.storage();
    this.summarize = tensor.numel() > THRESHOLD;
    List<Integer> shown = new ArrayList<>();
    collect(0, tensor.offset(), shown);
    this.format = ElementFormat.of(storage, shown.stream().mapToInt(Integer::intValue).toArray());
  }

  static String format(Tensor tensor) {
    DType dtype = tensor.dtype();
    boolean empty = tensor.numel() == 0;
    String body =
        PREFIX
            + (empty
                ? "[]"
                : new TensorPrinter(tensor).nested(0, tensor.offset(), PREFIX.length()));
    List<String> suffixes = new ArrayList<>();
    if (empty && tensor.dim() != 1) {
      suffixes.add("size=" + sizes(tensor.shape()));
    }
    // Elements show that they are int64 or bool; where there is none the type must say it.
    boolean implied =
        dtype == DType.FLOAT32 || (!empty && (dtype == DType.INT64 || dtype == DType.BOOL));
    if (!implied) {
      suffixes.add("dtype=" + dtype);
    }
    if (tensor.gradFn() != null) {
      suffixes.add("grad_fn=" + tensor.gradFn());
    } else if (tensor.requiresGrad()) {
      suffixes.add("requires_grad=True");
    }
    return withSuffixes(body, suffixes);
  }

  private static String withSuffixes(String body, List<String> suffixes) {
    StringBuilder out = new StringBuilder(body);
    // PyTorch counts the last line two longer than it is.
    int lastLine = body.length() - body.lastIndexOf('\n') + 1;
    for (String suffix : suffixes) {
      if (lastLine + suffix.length() + 2 > LINE_WIDTH) {
        out.append(",\n").append(" ".repeat(PREFIX.length())).append(suffix);
        lastLine = PREFIX.length() + suffix.length();
      } else {
        out.append(", ").append(suffix);
        lastLine += suffix.length() + 2;
      }
    }
    return out.append(')').toString();
  }

  private static String sizes(Shape shape) {
    StringBuilder out = new StringBuilder("(");
    for (int i = 0; i < shape.dim(); i++) {
      out.append(i == 0 ? "" : ", ").append(shape.size(i));
    }
    return out.append(shape.dim() == 1 ? ",)" : ")").toString();
  }

  /** True when the middle of a dimension of {@code n} is left out. */
  private boolean leavesOut(int n) {
    return summarize && n > 2 * EDGE_ITEMS;
  }

  /** The places of the printed elements; they decide the common format. */
  private void collect(int dim, int at, List<Integer> shown) {
    if (dim == shape.dim()) {
      shown.add(at);
      return;
    }
    int n = shape.size(dim);
    for (int i = 0; i < n; i++) {
      if (!leavesOut(n) || i < EDGE_ITEMS || i >= n - EDGE_ITEMS) {
        collect(dim + 1, at + i * strides[dim], shown);
      }
    }
  }

  private String nested(int dim, int at, int indent) {
    if (shape.dim() == 0) {
      return format.text(storage, at);
    }
    int n = shape.size(dim);
    boolean last = dim == shape.dim() - 1;
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      if (leavesOut(n) && i == EDGE_ITEMS) {
        parts.add(last ? " ..." : "...");
        i = n - EDGE_ITEMS;
      }
      int place = at + i * strides[dim];
      parts.add(last ? format.text(storage, place) : nested(dim + 1, place, indent + 1));
    }
    return last ? row(parts, indent) : block(parts, dim, indent);
  }

  private String block(List<String> parts, int dim, int indent) {
    String separator = "," + "\n".repeat(shape.dim() - dim - 1) + " ".repeat(indent + 1);
    return "[" + String.join(separator, parts) + "]";
  }

  private String row(List<String> elements, int indent) {
    int perLine = Math.max(1, (LINE_WIDTH - indent) / (format.width() + 2));
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < elements.size(); i += perLine) {
      lines.add(String.join(", ", elements.subList(i, Math.min(i + perLine, elements.size()))));
    }
    return "[" + String.join(",\n" + " ".repeat(indent + 1), lines) + "]";
  }
}
