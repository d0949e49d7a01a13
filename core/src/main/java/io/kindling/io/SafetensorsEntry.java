package io.kindling.io;

import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;

/**
 * One tensor in the header of a safetensors file: its elements are bytes {@code begin} (inclusive)
 * to {@code end} (exclusive) of the data.
 */
record SafetensorsEntry(String name, DType dtype, Shape shape, long begin, long end) {

  /** The format's name of an element type. */
  static String label(DType dtype) {
    return switch (dtype) {
      case BOOL -> "BOOL";
      case UINT8 -> "U8";
      case INT64 -> "I64";
      case FLOAT32 -> "F32";
      case FLOAT64 -> "F64";
    };
  }

  /** The place of an element type in the official writer's order; higher ones come first. */
  static int rank(DType dtype) {
    return switch (dtype) {
      case BOOL -> 0;
      case UINT8 -> 1;
      case FLOAT32 -> 2;
      case FLOAT64 -> 3;
      case INT64 -> 4;
    };
  }
}
