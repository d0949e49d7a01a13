/**
 * A tour of the engine for those who know PyTorch: eight small programs, each the same as a PyTorch
 * program, printing the same text. Uses core alone. Start it with {@code examples/tour.sh}; {@link
 * io.kindling.examples.tour.TorchTour} lists the stops.
 */
package io.kindling.examples.tour;
