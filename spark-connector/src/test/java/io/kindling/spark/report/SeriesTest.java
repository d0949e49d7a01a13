package io.kindling.spark.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class SeriesTest {
  @Test
  void keepsAllOfAFewAndMeansOfMany() {
    Series series = new Series(2, 4);
    series.add(1, Double.NaN);
    series.add(2, 10);
    series.add(3, Double.NaN);
    assertArrayEquals(new double[] {1, 2, 3}, series.column(0));
    assertArrayEquals(new double[] {Double.NaN, 10, Double.NaN}, series.column(1));
    series.add(4, 30);
    assertArrayEquals(new double[] {1.5, 3.5}, series.column(0));
    assertArrayEquals(new double[] {10, 30}, series.column(1), "NaN counts in no mean");
    series.add(5, 1);
    assertArrayEquals(new double[] {1.5, 3.5, 5}, series.column(0), "the newest is there");
    series.add(6, 3);
    assertArrayEquals(new double[] {1.5, 3.5, 5.5}, series.column(0));
    assertArrayEquals(new double[] {10, 30, 2}, series.column(1));
  }

  @Test
  void anyNumberOfRowsIsABoundedNumberOfMeans() {
    Series series = new Series(1, 512);
    for (int i = 1; i <= 100_000; i++) {
      series.add(i);
      assertTrue(series.column(0).length <= 512);
    }
    double[] kept = series.column(0);
    assertTrue(kept.length > 256, "" + kept.length);
    long stride = 256;
    assertEquals((1 + stride) / 2.0, kept[0]);
    assertEquals(kept[0] + stride, kept[1]);
  }
}
