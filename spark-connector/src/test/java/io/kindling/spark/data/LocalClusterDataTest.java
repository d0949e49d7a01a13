package io.kindling.spark.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kindling.spark.testing.LocalClusterData;
import io.kindling.spark.testing.SharedCluster;
import io.kindling.spark.testing.SharedSpark;
import java.nio.file.Path;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The data path between processes: everything that crosses the wire really crosses it. */
class LocalClusterDataTest {
  @TempDir Path dir;

  @Test
  void executorProcessesGiveTheSameBlocksAndTheSameErrors() throws Exception {
    Path archive = Archives.tar(dir.resolve("c.tar.gz"), true);
    String bad = dir.resolve("bad.parquet").toString();
    Frames.frame(
            5,
            "pixels",
            DataTypes.BinaryType,
            Frames.IMAGES::image,
            DataTypes.LongType,
            i -> i == 3 ? 10L : 0L)
        .coalesce(1)
        .write()
        .parquet(bad);
    Path there = dir.resolve("there");
    String outcome =
        SharedCluster.run(LocalClusterData.class, archive.toString(), there.toString(), bad);

    Path here = dir.resolve("here");
    CifarConverter.of(archive.toString()).convert(SharedSpark.get(), here.toString());
    long expected =
        LocalClusterData.checksum(SharedSpark.get(), here.resolve("train.parquet").toString(), 2);
    assertEquals(
        expected + " column label, row 3: label 10 is out of range, wanted 0 to 9", outcome);
  }
}
