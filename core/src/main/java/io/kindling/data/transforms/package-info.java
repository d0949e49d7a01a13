/**
 * What is done with images before a network sees them, by the names and with the parameters of
 * {@code torchvision.transforms.v2}. May import {@code data}, {@code random} and {@code text}, and
 * what reads options and prints as Python does.
 *
 * <p>Start at {@link io.kindling.data.transforms.Transform} and {@link
 * io.kindling.data.transforms.RandomHorizontalFlip}; {@link io.kindling.data.transforms.Compose}
 * puts them together, {@link io.kindling.data.transforms.Transforms} reads {@code resize(64) |
 * centerCrop(64) | randomHorizontalFlip(0.5)}. Transforms are immutable; what they work on, and the
 * random numbers they use, are in the caller's {@link io.kindling.data.ImageBuffer}.
 */
package io.kindling.data.transforms;
