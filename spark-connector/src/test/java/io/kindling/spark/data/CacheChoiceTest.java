package io.kindling.spark.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.data.DataException;
import io.kindling.data.ImageShape;
import io.kindling.spark.data.CacheChoice.Need;
import io.kindling.spark.internals.StorageMemory;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

/** What {@code cache = auto} chooses, and what is said of it. */
final class CacheChoiceTest {
  private static final ImageShape SHAPE = new ImageShape(3, 32, 32);
  private static final SparkConf CONF = new SparkConf(false).set("spark.master", "yarn");

  /** 50,000 images take 154 MB. */
  private static Need cifar(int blocks) {
    return new Need(50_000, blocks, 3076, SHAPE);
  }

  private static CacheChoice choose(SampleCache wanted, Need need, int executors, long megabytes) {
    return CacheChoice.of(
        wanted, need, new StorageMemory(executors, 434_000_000, megabytes * 1_000_000), CONF);
  }

  @Test
  void memoryWhereItSuffices() {
    CacheChoice choice = choose(SampleCache.AUTO, cifar(2), 1, 434);
    assertFalse(choice.inFiles());
    assertEquals(
        "50000 samples of 3x32x32 take 154 MB in 2 blocks, of which an executor gets 2, 154 MB; it"
            + " has 434 MB of 434 MB free for cached blocks: they are kept in memory (cache ="
            + " auto)",
        choice.words());
  }

  @Test
  void elseFilesAndTheCureIsNamed() {
    CacheChoice choice = choose(SampleCache.AUTO, cifar(2), 1, 160);
    assertTrue(choice.inFiles());
    assertEquals(
        "50000 samples of 3x32x32 take 154 MB in 2 blocks, of which an executor gets 2, 154 MB; it"
            + " has 160 MB of 434 MB free for cached blocks: they are kept in files in Spark's"
            + " local folders (cache = auto); for all of them in memory spark.executor.memory would"
            + " have to be about 599 MB",
        choice.words());
    assertFalse(choose(SampleCache.AUTO, cifar(2), 2, 160).inFiles());
    assertTrue(choose(SampleCache.AUTO, cifar(3), 2, 100).inFiles());
  }

  @Test
  void whatIsAskedForIsDone() {
    assertTrue(choose(SampleCache.DISK, cifar(2), 1, 434).inFiles());
    CacheChoice memory = choose(SampleCache.MEMORY, cifar(2), 1, 100);
    assertFalse(memory.inFiles());
    assertTrue(memory.scarce());
    assertTrue(memory.words().contains("; cache = disk does not; for all of"), memory.words());
  }

  @Test
  void moreThanAnArrayHoldsGoesToAFile() {
    Need need = new Need(1_000_000, 1, 3076, SHAPE);
    assertTrue(choose(SampleCache.AUTO, need, 1, 100_000).inFiles());
    assertFalse(
        choose(SampleCache.AUTO, new Need(1_000_000, 2, 3076, SHAPE), 1, 100_000).inFiles());
  }

  @Test
  void vectorsWithoutTheirZerosStayInMemory() {
    assertFalse(CacheChoice.ofSparse(SampleCache.AUTO, 7).inFiles());
    String said =
        assertThrows(DataException.class, () -> CacheChoice.ofSparse(SampleCache.DISK, 7))
            .getMessage();
    assertTrue(said.contains("sparse(false)"), said);
  }

  @Test
  void withoutAnExecutorThoseOfTheSettingsCount() {
    SparkConf conf = new SparkConf(false).set("spark.executor.cores", "4");
    StorageMemory planned = new StorageMemory(0, 434_000_000, 434_000_000);
    assertTrue(
        CacheChoice.of(SampleCache.AUTO, cifar(16), planned, conf)
            .words()
            .contains("16 blocks, of which an executor gets 4, 38 MB"));
  }

  @Test
  void unknownNamesAreRefusedAndNoneIsExplained() {
    assertEquals(SampleCache.DISK, SampleCache.of("disk"));
    String none =
        assertThrows(IllegalArgumentException.class, () -> SampleCache.of("none")).getMessage();
    assertTrue(none.contains("cache: there is no 'none'"), none);
    assertTrue(none.contains("use disk: rows that are decoded once"), none);
    String near =
        assertThrows(IllegalArgumentException.class, () -> SampleCache.of("dsk")).getMessage();
    assertTrue(near.contains("did you mean disk?"), near);
  }
}
