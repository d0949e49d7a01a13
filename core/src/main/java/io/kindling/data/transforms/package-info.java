/**
 * What is done with images before a network sees them, by the names and with the parameters of
 * {@code torchvision.transforms.v2}: a {@link io.kindling.data.transforms.Transform} each, put
 * together by {@link io.kindling.data.transforms.Compose} or by text, {@code resize(64) |
 * centerCrop(64) | randomHorizontalFlip(0.5)}. Transforms are immutable; what they work on, and the
 * random numbers they use, are in the caller's {@link io.kindling.data.ImageBuffer}.
 */
package io.kindling.data.transforms;
