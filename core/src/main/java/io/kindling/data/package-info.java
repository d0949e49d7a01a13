/**
 * Samples on their way to a network: image formats, compact blocks of labelled samples, shuffling
 * into batches, normalization and augmentation, CIFAR-10, and a generated data set that stands in
 * for it. May import {@code tensor}, {@code random} and {@code text}.
 *
 * <p>Start at {@link io.kindling.data.SampleBlock}, what a partition becomes; {@link
 * io.kindling.data.EpochSampler} deals it into batches; {@link io.kindling.data.ImageCodec} decodes
 * PNG and JPEG. Arrays go in and out; only {@link io.kindling.data.DataLoader} knows tensors.
 */
package io.kindling.data;
