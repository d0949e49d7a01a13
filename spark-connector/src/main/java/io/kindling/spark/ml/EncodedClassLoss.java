package io.kindling.spark.ml;

import io.kindling.nn.functional.Reduction;
import io.kindling.nn.loss.Loss;
import io.kindling.nn.loss.Losses;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A loss that compares the outputs with numbers, given classes: class c of C becomes C numbers, on
 * at c and off elsewhere.
 */
final class EncodedClassLoss extends Loss {
  private static final long serialVersionUID = 1L;

  /** These take classes themselves. */
  private static final Set<String> OF_CLASSES = Set.of("crossentropy", "nll", "multimargin");

  /** These take 1 and -1. */
  private static final Set<String> SIGNED = Set.of("softmargin", "hingeembedding");

  private final Loss loss;
  private final float off;

  private EncodedClassLoss(Loss loss, float off) {
    super(loss.reduction() == Reduction.BATCHMEAN ? Reduction.MEAN : loss.reduction());
    this.loss = loss;
    this.off = off;
  }

  /**
   * The loss of this name for classes.
   *
   * @throws IllegalArgumentException for a loss that makes no sense for one class a sample
   */
  static Loss byName(String name, Map<String, ?> options) {
    Loss loss = Losses.byName(name, options);
    String bare = bare(name);
    if (bare.equals("multilabelmargin")) {
      throw new IllegalArgumentException(
          name + " is for several classes a sample; use MultiMarginLoss or CrossEntropyLoss");
    }
    return OF_CLASSES.contains(bare)
        ? loss
        : new EncodedClassLoss(loss, SIGNED.contains(bare) ? -1f : 0f);
  }

  static String bare(String name) {
    String lower = name.toLowerCase(Locale.ROOT).replace("_", "");
    return lower.endsWith("loss") ? lower.substring(0, lower.length() - 4) : lower;
  }

  private Tensor encoded(Tensor output, Tensor classes) {
    long[] labels = classes.toLongArray();
    int width = output.size(-1);
    float[] targets = new float[labels.length * width];
    Arrays.fill(targets, off);
    for (int i = 0; i < labels.length; i++) {
      targets[i * width + (int) labels[i]] = 1f;
    }
    return Tensors.wrap(targets, labels.length, width);
  }

  @Override
  public Tensor forward(Tensor output, Tensor classes) {
    return loss.call(output, encoded(output, classes));
  }

  @Override
  public double meanDivisor(Tensor output, Tensor classes) {
    return loss.meanDivisor(output, encoded(output, classes));
  }

  @Override
  public Loss withReduction(Reduction other) {
    return new EncodedClassLoss(loss.withReduction(other), off);
  }
}
