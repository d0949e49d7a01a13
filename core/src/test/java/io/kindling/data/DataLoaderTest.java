package io.kindling.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kindling.tensor.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DataLoaderTest {
  private final ByteSampleBlock block = new GeneratedImages(6).block(0, 21);

  @Test
  void givesTheBatchesOfTheSampler() {
    var transform = new SampleTransform(Normalization.CIFAR10, Augmentation.cropAndFlip(), 8);
    var loader = DataLoader.of(block, 8).shuffle(5).transform(transform);
    var sampler = new EpochSampler(5, 21, 8);
    assertEquals(3, loader.steps());
    for (int time = 0; time < 2; time++) {
      int step = 0;
      for (Batch batch : loader.epoch(4)) {
        long[] rows = sampler.batch(4, step);
        assertEquals(rows.length, batch.size());
        assertEquals(Shape.of(rows.length, 3, 32, 32), batch.inputs().shape());
        float[] images = batch.inputs().toFloatArray();
        float[] expected = new float[3072];
        for (int i = 0; i < rows.length; i++) {
          transform.write(block, (int) rows[i], 4, expected, 0);
          assertArrayEquals(expected, Arrays.copyOfRange(images, i * 3072, (i + 1) * 3072));
          assertEquals(block.label((int) rows[i]), batch.labels().toLongArray()[i]);
        }
        step++;
      }
      assertEquals(3, step);
    }
  }

  @Test
  void keepsTheStoredOrderUnlessTold() {
    var loader = DataLoader.of(block, 10).dropLast(true);
    assertEquals(2, loader.steps());
    int row = 0;
    for (Batch batch : loader.epoch(0)) {
      for (long label : batch.labels().toLongArray()) {
        assertEquals(block.label(row++), label);
      }
    }
    assertEquals(20, row);
  }

  @Test
  void vectorsGiveMatrices() {
    var vectors =
        FloatSampleBlock.builder(ImageShape.vector(2))
            .add(new float[] {1, 2}, 0)
            .add(new float[] {3, 4}, 1)
            .build();
    Batch batch = DataLoader.of(vectors, 5).epoch(0).iterator().next();
    assertEquals(Shape.of(2, 2), batch.inputs().shape());
    assertArrayEquals(new float[] {1, 2, 3, 4}, batch.inputs().toFloatArray());
  }

  @Test
  void refusesWhatMakesNoBatch() {
    assertThrows(DataException.class, () -> DataLoader.of(block, 0));
    assertThrows(
        DataException.class,
        () -> DataLoader.of(ByteSampleBlock.builder(Cifar10.SHAPE).build(), 4));
    assertThrows(DataException.class, () -> DataLoader.of(block, 22).dropLast(true));
  }
}
