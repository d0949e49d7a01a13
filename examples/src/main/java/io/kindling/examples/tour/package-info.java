/**
 * A tour of the engine for those who know PyTorch: eight small programs, each the twin of a PyTorch
 * program, printing the same text. Start it with {@code examples/tour.sh}.
 */
package io.kindling.examples.tour;
