/**
 * Samples on their way to a network: image formats, compact blocks of labelled samples, shuffling
 * into batches, normalization and augmentation, CIFAR-10, and a generated data set that stands in
 * for it.
 *
 * <p>Arrays go in and out; only {@link io.kindling.data.DataLoader} knows tensors.
 */
package io.kindling.data;
