/** Jobs for {@code spark-submit}. */
package io.kindling.examples;
