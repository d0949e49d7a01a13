package io.kindling.torchdb;

import io.kindling.ops.Join;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;

/** How to call what makes, views, joins, splits and indexes. */
final class ShapeCalls {
  private ShapeCalls() {}

  static void into(Calls calls) {
    views(calls);
    arrangements(calls);
    indexing(calls);
    creation(calls);
  }

  private static Tensor x(Call c) {
    return c.tensor(0, "input");
  }

  private static void views(Calls calls) {
    calls.add("view", c -> x(c).view(c.rest(1, "shape")));
    calls.add("reshape", c -> x(c).reshape(c.rest(1, "shape")));
    calls.add(
        "flatten", c -> x(c).flatten(c.integer(1, "start_dim", 0), c.integer(2, "end_dim", -1)));
    calls.add("permute", c -> x(c).permute(c.ints(1, "dims")));
    calls.add("transpose", c -> x(c).transpose(c.integer(1, "dim0"), c.integer(2, "dim1")));
    calls.add("t", c -> x(c).t());
    calls.add(
        "squeeze",
        c -> {
          if (c.size() > 1 && c.ints(1, "dim").length == 0) {
            throw new NotHereException("dim=() for nothing: no dimension is all of them");
          }
          return c.size() > 1 ? x(c).squeeze(c.ints(1, "dim")) : x(c).squeeze();
        });
    calls.add("unsqueeze", c -> x(c).unsqueeze(c.integer(1, "dim")));
    calls.add("expand", c -> x(c).expand(c.rest(1, "size")));
    calls.add("expand_as", c -> x(c).expandAs(c.tensor(1, "other")));
    calls.add("sum_to_size", c -> x(c).sumToSize(Shape.of(c.rest(1, "size"))));
    calls.add(
        "narrow",
        c -> x(c).narrow(c.integer(1, "dim"), c.integer(2, "start"), c.integer(3, "length")));
    calls.add("select", c -> x(c).select(c.integer(1, "dim"), c.integer(2, "index")));
    calls.add(
        "slice",
        c -> {
          int dim = c.integer(1, "dim", 0);
          return x(c).slice(
                  dim,
                  c.integer(2, "start", 0),
                  c.integer(3, "end", Integer.MAX_VALUE),
                  c.integer(4, "step", 1));
        });
  }

  private static void arrangements(Calls calls) {
    calls.add("cat", c -> Join.cat(c.tensors(0, "tensors"), c.integer(1, "dim", 0)));
    calls.add("stack", c -> Join.stack(c.tensors(0, "tensors"), c.integer(1, "dim", 0)));
    calls.addAll(
        "split",
        c ->
            c.isList(1, "split_size_or_sections")
                ? x(c).split(c.ints(1, "split_size_or_sections"), c.integer(2, "dim", 0))
                : x(c).split(c.integer(1, "split_size_or_sections"), c.integer(2, "dim", 0)));
    calls.addAll(
        "split_with_sizes", c -> x(c).split(c.ints(1, "split_sizes"), c.integer(2, "dim", 0)));
    calls.addAll("chunk", c -> x(c).chunk(c.integer(1, "chunks"), c.integer(2, "dim", 0)));
    calls.addAll("unbind", c -> x(c).unbind(c.integer(1, "dim", 0)));
    calls.add("repeat", c -> x(c).repeat(c.rest(1, "repeats")));
    calls.add("tile", c -> x(c).tile(c.rest(1, "dims")));
    calls.add("flip", c -> x(c).flip(c.rest(1, "dims")));
    calls.add(
        "roll",
        c -> {
          int[] shifts = c.ints(1, "shifts");
          int[] dims = c.ints(2, "dims", new int[0]);
          if (shifts.length != 1 || dims.length != 1) {
            throw new NotHereException("roll: of one dimension");
          }
          return x(c).roll(shifts[0], dims[0]);
        });
    calls.add("tril", c -> x(c).tril(c.integer(1, "diagonal", 0)));
    calls.add("triu", c -> x(c).triu(c.integer(1, "diagonal", 0)));
    calls.add("diag", c -> x(c).diag(c.integer(1, "diagonal", 0)));
  }

  private static void indexing(Calls calls) {
    calls.add(
        "gather",
        c -> {
          c.ignore(-1, "sparse_grad", false);
          return x(c).gather(c.integer(1, "dim"), c.tensor(2, "index"));
        });
    calls.add(
        "scatter_add",
        c -> x(c).scatterAdd(c.integer(1, "dim"), c.tensor(2, "index"), c.tensor(3, "src")));
    calls.add(
        "scatter",
        c ->
            c.isTensor(3, "src")
                ? x(c).scatter(c.integer(1, "dim"), c.tensor(2, "index"), c.tensor(3, "src"))
                : c.with(
                    3,
                    "value",
                    v -> x(c).scatter(c.integer(1, "dim"), c.tensor(2, "index"), v),
                    v -> x(c).scatter(c.integer(1, "dim"), c.tensor(2, "index"), v)));
    calls.add("index_select", c -> x(c).indexSelect(c.integer(1, "dim"), c.tensor(2, "index")));
    calls.add(
        "index_add",
        c -> {
          int dim = c.integer(1, "dim");
          Tensor index = c.tensor(2, "index");
          Tensor source = c.tensor(3, "source");
          if (!c.has(-1, "alpha")) {
            return x(c).indexAdd(dim, index, source);
          }
          return c.with(
              -1,
              "alpha",
              alpha -> x(c).indexAdd(dim, index, source, alpha),
              alpha -> x(c).indexAdd(dim, index, source, alpha));
        });
    calls.add("masked_select", c -> x(c).maskedSelect(c.tensor(1, "mask")));
    calls.add(
        "nonzero",
        c -> {
          c.ignore(-1, "as_tuple", false);
          return x(c).nonzero();
        });
  }

  private static void creation(Calls calls) {
    calls.add(
        "arange",
        c -> {
          c.ignore(-1, "dtype", DType.INT64);
          place(c);
          if (!c.has(1, "end")) {
            return Tensors.arange(c.integer(0, "start"));
          }
          return Tensors.arange(
              c.integer(0, "start"), c.integer(1, "end"), c.integer(2, "step", 1));
        });
    calls.add(
        "item",
        c -> {
          // Python's item is a float, an int or a bool, which the script made a tensor of again.
          DType own = x(c).dtype();
          DType python =
              own.isFloatingPoint() ? DType.FLOAT32 : own == DType.BOOL ? DType.BOOL : DType.INT64;
          return Tensors.scalar(python, x(c).item());
        });
    calls.add("zero_", c -> x(c).clone().zero_());
    calls.add("zeros_like", c -> like(c, Tensors.zerosLike(x(c))));
    calls.add("ones_like", c -> like(c, Tensors.onesLike(x(c))));
    calls.add("full_like", c -> like(c, Tensors.fullLike(x(c), c.number(1, "fill_value"))));
    calls.add("zeros", c -> Tensors.zeros(dtype(c), c.ints(0, "size")));
    calls.add("ones", c -> Tensors.ones(dtype(c), c.ints(0, "size")));
    calls.add("full", c -> Tensors.full(dtype(c), c.number(1, "fill_value"), c.ints(0, "size")));
    calls.add(
        "eye",
        c -> {
          if (c.has(1, "m") && c.integer(1, "m") != c.integer(0, "n")) {
            throw new NotHereException("eye: square only");
          }
          c.ignore(-1, "dtype", DType.FLOAT32);
          place(c);
          return Tensors.eye(c.integer(0, "n"));
        });
    calls.add(
        "linspace",
        c -> {
          c.ignore(-1, "dtype", DType.FLOAT32);
          place(c);
          return Tensors.linspace(c.number(0, "start"), c.number(1, "end"), c.integer(2, "steps"));
        });
  }

  private static Tensor like(Call c, Tensor made) {
    c.ignore(-1, "dtype", made.dtype());
    place(c);
    return made;
  }

  private static DType dtype(Call c) {
    place(c);
    return c.dtype(-1, "dtype", DType.FLOAT32);
  }

  private static void place(Call c) {
    c.ignore(-1, "device", "cpu");
    c.ignore(-1, "layout", null);
    c.ignore(-1, "requires_grad", false);
  }
}
