/** Distributed synchronous SGD on Apache Spark. */
package io.kindling.spark;
