/**
 * Networks this library knows, made of {@code nn}'s layers alone. Start at {@link
 * io.kindling.nn.models.CifarCnn}, the one of the benchmarks; {@code nn.spec} makes them by name.
 */
package io.kindling.nn.models;
