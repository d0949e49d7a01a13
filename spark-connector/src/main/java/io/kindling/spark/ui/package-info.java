/** The Training tab among Spark's pages, while an application runs and in the History Server. */
package io.kindling.spark.ui;
