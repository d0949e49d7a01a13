/**
 * What is shown of a training run: its history in bounded memory, the pictures, and the pages made
 * of them. Spark's pages, the report and notebooks show the same.
 */
package io.kindling.spark.report;
