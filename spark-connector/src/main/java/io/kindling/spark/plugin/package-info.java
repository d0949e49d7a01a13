/** What Kindling plugs into Spark. */
package io.kindling.spark.plugin;
