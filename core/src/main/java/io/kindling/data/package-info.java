/**
 * Samples on their way to a network: image formats, compact blocks of labelled samples, shuffling
 * into batches, normalization and augmentation, CIFAR-10, and a generated data set that stands in
 * for it.
 *
 * <p>Nothing here knows tensors or Spark; arrays go in and out.
 */
package io.kindling.data;
