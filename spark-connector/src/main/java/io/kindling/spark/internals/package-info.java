/**
 * All that Spark does not promise: its private API, and what differs between its versions 3.5 to
 * 4.2 and between Scala 2.12 and 2.13. What is there is found once, at run time, so that one jar
 * serves every version of its Scala; everything outside of this package compiles and links
 * unchanged against each. Spark's network library is {@link io.kindling.spark.internals.network}'s
 * alone. For use by Kindling only.
 */
package io.kindling.spark.internals;
