package io.kindling.spark.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kindling.spark.testing.LocalClusterData;
import io.kindling.spark.testing.SharedSpark;
import io.kindling.spark.testing.SparkJvm;
import java.nio.file.Path;
import java.util.List;
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
    var result = SparkJvm.run(LocalClusterData.class, archive.toString(), there.toString(), bad);
    assertEquals(0, result.exitCode(), result.err());

    Path here = dir.resolve("here");
    CifarConverter.of(archive.toString()).convert(SharedSpark.get(), here.toString());
    long expected =
        LocalClusterData.checksum(SharedSpark.get(), here.resolve("train.parquet").toString(), 2);
    List<String> lines = result.out().lines().toList();
    assertEquals(
        List.of(
            Long.toString(expected),
            "column label, row 3: label 10 is out of range, wanted 0 to 9"),
        lines.subList(lines.size() - 2, lines.size()));
  }
}
