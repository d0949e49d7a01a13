package io.kindling.spark.data;

import java.util.Arrays;
import org.apache.spark.Partitioner;

/** Sends a sample, by its global index, to the worker between whose two places it is. */
final class PlacesPartitioner extends Partitioner {
  private static final long serialVersionUID = 1L;

  private final long[] places;

  /**
   * @param places where each worker's samples begin, and the number of samples
   */
  PlacesPartitioner(long[] places) {
    this.places = places.clone();
  }

  @Override
  public int numPartitions() {
    return places.length - 1;
  }

  @Override
  public int getPartition(Object key) {
    int at = Arrays.binarySearch(places, (Long) key);
    int worker = at < 0 ? -at - 2 : at;
    while (worker < numPartitions() - 1 && places[worker + 1] == places[worker]) {
      worker++; // those before have no samples
    }
    return worker;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PlacesPartitioner that && Arrays.equals(places, that.places);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(places);
  }
}
