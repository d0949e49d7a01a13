package io.kindling.spark.allreduce;

import io.kindling.nn.FlatParameters;
import io.kindling.spark.allreduce.transport.Collective;
import io.kindling.spark.allreduce.transport.PendingExchange;
import io.kindling.spark.allreduce.transport.Slice;
import io.kindling.spark.allreduce.transport.SliceExchange;
import io.kindling.spark.worker.Ranges;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sends a worker's gradient in parts while backward still computes the rest: "buckets" of
 * neighbouring parameters, those of the last layers first, as in PyTorch's DistributedDataParallel
 * (Li et al. 2020).
 *
 * <p>A bucket is sent when all of its gradients are complete and so are all buckets before it;
 * hence every worker sends the same buckets in the same order, whatever order its own gradients
 * come in, and with no share of the batch, too. The bucket of the first layers waits for {@link
 * #sendRest}, which takes the step's other sums along. Where a gradient is cut changes no bit of
 * its sum. Used by the worker's thread only.
 */
final class GradientBuckets {
  private final SliceExchange gang;
  private final Collective collective;
  private final float[] gradients;
  private final List<Slice> buckets;
  private final int[] bucketOf;
  private final int[] members;
  private final int[] missing;
  private final boolean[] complete;
  private final List<PendingExchange> sent = new ArrayList<>();
  private int next;

  /**
   * @param collective what becomes of each bucket
   * @param flat the parameters and their gradients
   * @param elements for each other worker, about as many make a bucket
   */
  GradientBuckets(SliceExchange gang, Collective collective, FlatParameters flat, int elements) {
    List<Tensor> parameters = flat.parameters();
    this.gang = gang;
    this.collective = collective;
    this.gradients = flat.gradients();
    this.bucketOf = new int[parameters.size()];
    this.buckets = cut(parameters, gradients.length, (gang.size() - 1L) * elements, bucketOf);
    this.members = new int[buckets.size()];
    for (int i = 0; i < bucketOf.length; i++) {
      members[bucketOf[i]] += parameters.get(i).requiresGrad() ? 1 : 0;
    }
    this.missing = members.clone();
    this.complete = new boolean[parameters.size()];
  }

  /**
   * The buckets, the last parameters' first. Each but the last has at least {@code elements}; a
   * parameter is never cut, for all of its gradient comes at once.
   *
   * @param bucketOf set to the bucket of each parameter
   */
  static List<Slice> cut(List<Tensor> parameters, int length, long elements, int[] bucketOf) {
    List<Slice> buckets = new ArrayList<>();
    int end = length;
    int start = length;
    for (int i = parameters.size() - 1; i >= 0; i--) {
      start -= parameters.get(i).numel();
      bucketOf[i] = buckets.size();
      if (end - start >= elements && i > 0) {
        buckets.add(new Slice(start, end));
        end = start;
      }
    }
    buckets.add(new Slice(0, end));
    return buckets;
  }

  /** A step begins: no gradient is complete. */
  void begin() {
    System.arraycopy(members, 0, missing, 0, members.length);
    Arrays.fill(complete, false);
    sent.clear();
    next = 0;
  }

  /**
   * The gradient of a parameter is complete.
   *
   * @throws IllegalStateException when backward has added to it again after that
   */
  void complete(int parameter) {
    if (bucketOf[parameter] == buckets.size() - 1) {
      return; // Sent after backward, so more may come.
    }
    if (complete[parameter]) {
      throw new IllegalStateException(
          "backward added to the gradient of parameter "
              + parameter
              + " again after it was complete: a hook or a function of the model runs a backward"
              + " pass of its own; switch the overlap of backward and all-reduce off, with"
              + " GangOptions.withBucketElements(Integer.MAX_VALUE)");
    }
    complete[parameter] = true;
    missing[bucketOf[parameter]]--;
    while (next < buckets.size() - 1 && missing[next] == 0) {
      send();
    }
  }

  /**
   * Sends all that has not been sent: backward is over, and a gradient that has not come is zero.
   *
   * @param scalars summed along with the last bucket
   * @param pending is given what is under way; the last bucket with the scalars comes first
   */
  void sendRest(double[] scalars, List<PendingExchange> pending) {
    while (next < buckets.size() - 1) {
      send();
    }
    Slice last = buckets.get(next);
    pending.add(gang.submit(collective, gradients, last.from(), last.to(), scalars));
    pending.addAll(sent);
  }

  /** What this worker owns: its slice of each bucket. */
  Ranges mine() {
    int[] bounds = new int[2 * buckets.size()];
    for (int i = 0; i < buckets.size(); i++) {
      Slice bucket = buckets.get(buckets.size() - 1 - i);
      Slice mine = gang.slice(bucket.from(), bucket.to());
      bounds[2 * i] = mine.from();
      bounds[2 * i + 1] = mine.to();
    }
    return new Ranges(bounds);
  }

  /**
   * Every worker gets what the others own of {@code values}.
   *
   * @param scalar summed along
   * @return its sum
   */
  double gather(float[] values, double scalar) {
    List<PendingExchange> pending = new ArrayList<>();
    double[] scalars = {scalar};
    for (Slice bucket : buckets) {
      pending.add(gang.submit(Collective.ALL_GATHER, values, bucket.from(), bucket.to(), scalars));
      scalars = new double[0];
    }
    double sum = pending.get(0).await()[0];
    pending.forEach(PendingExchange::await);
    return sum;
  }

  private void send() {
    Slice bucket = buckets.get(next++);
    sent.add(gang.submit(collective, gradients, bucket.from(), bucket.to()));
  }
}
