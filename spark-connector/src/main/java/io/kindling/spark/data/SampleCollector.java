package io.kindling.spark.data;

import io.kindling.data.ByteSampleBlock;
import io.kindling.data.FloatSampleBlock;
import io.kindling.data.ImageBuffer;
import io.kindling.data.SampleBlock;
import io.kindling.data.SparseSampleBlock;

/** Decodes samples into a block, in the form they are kept in. */
final class SampleCollector {
  private final String column;
  private final SampleForm form;
  private final ImageBuffer image = new ImageBuffer();

  /** For bytes; null for real numbers. */
  private final ByteSampleBlock.Builder bytes;

  private final FloatSampleBlock.Builder floats;

  /** For vectors without their zeros. */
  private final SparseSampleBlock.Builder sparse;

  /**
   * @param expected number of samples
   * @param first global index of the first of them
   */
  SampleCollector(FeatureColumn column, SampleForm form, int expected, long first) {
    this.column = column.name();
    this.form = form;
    boolean real = column.real();
    bytes = real ? null : ByteSampleBlock.builder(form.shape(), expected).firstIndex(first);
    sparse =
        column.sparse()
            ? SparseSampleBlock.builder(form.shape().width(), expected).firstIndex(first)
            : null;
    floats =
        real && sparse == null
            ? FloatSampleBlock.builder(form.shape(), expected).firstIndex(first)
            : null;
  }

  /**
   * Adds a sample.
   *
   * @param row its number, for errors
   * @throws io.kindling.data.DataException when it cannot be decoded, or not be transformed
   */
  void add(RawSample sample, long row) {
    if (sparse != null) {
      sample.addTo(sparse);
      return;
    }
    if (!form.changes()) {
      if (bytes == null) {
        sample.addTo(floats);
      } else {
        sample.addTo(bytes, form.shape(), column, row);
      }
      return;
    }
    sample.read(image, form.source(), column, row);
    form.apply(image, sample.where(column, row));
    if (bytes == null) {
      floats.add(image.toFloats(), sample.label());
    } else {
      bytes.add(image.toBytes(), sample.label());
    }
  }

  /** The block of all samples; the collector must not be used afterwards. */
  SampleBlock build() {
    if (sparse != null) {
      return sparse.build();
    }
    return bytes == null ? floats.build() : bytes.build();
  }
}
