package io.kindling.data;

import java.util.List;

/**
 * What is known about CIFAR-10 (Krizhevsky 2009): 60,000 colour images of 32 x 32 in ten classes.
 *
 * <p>The binary version holds records of one label byte and 3,072 pixel bytes: the red, green and
 * blue planes, each row by row.
 */
public final class Cifar10 {
  /** Shape of every image, (C, H, W). */
  public static final ImageShape SHAPE = new ImageShape(3, 32, 32);

  /** Number of classes. */
  public static final int CLASSES = 10;

  /** Bytes of one record of the binary version: label and pixels. */
  public static final int RECORD_BYTES = 1 + 3 * 32 * 32;

  /** Names of the classes 0 to 9. */
  public static final List<String> CLASS_NAMES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  /** Files of the binary version with the training images, in order. */
  public static final List<String> TRAIN_FILES =
      List.of(
          "data_batch_1.bin",
          "data_batch_2.bin",
          "data_batch_3.bin",
          "data_batch_4.bin",
          "data_batch_5.bin");

  /** File of the binary version with the test images. */
  public static final String TEST_FILE = "test_batch.bin";

  private Cifar10() {}

  /** Usual published mean of the red, green and blue channel, of values scaled to 0..1. */
  public static float[] mean() {
    return new float[] {0.4914f, 0.4822f, 0.4465f};
  }

  /** Usual published standard deviation of the red, green and blue channel. */
  public static float[] std() {
    return new float[] {0.2470f, 0.2435f, 0.2616f};
  }
}
