/** Benchmarks: each prints a table with the bounds it is to be read against. */
package io.kindling.examples.bench;
