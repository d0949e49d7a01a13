package io.kindling.data;

import java.io.Serializable;

/**
 * Mixes the samples of a batch with one another; its targets are then probabilities. Immutable.
 *
 * <p>How, is a pure function of (seed, epoch, step): all workers draw the same numbers without
 * asking each other. Each row is mixed with its partner: the rows of a share in the order of their
 * global indices, the partner is the one that stands s places later, in a circle, where s is drawn
 * from 1 to an eighth of the whole batch. So with any number of workers that hold a range of
 * samples each, a row has the same partner as in the whole batch as long as that is of its own
 * worker; only the last s rows of each share find theirs at the share's beginning. A row that is
 * alone stays as it is.
 */
public interface BatchTransform extends Serializable {

  /**
   * Changes inputs and targets in place.
   *
   * @param seed key of the training run
   * @param epoch which pass over the data
   * @param step which step of the epoch
   */
  void apply(MixedBatch batch, long seed, long epoch, long step);
}
