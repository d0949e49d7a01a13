package io.kindling.autograd;

/**
 * Where a gradient flows to: input {@code inputNr} of {@code function}, which is output {@code
 * inputNr} of the forward operation.
 */
public record Edge(Node function, int inputNr) {}
