package io.kindling.spark.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.kindling.data.DataException;
import io.kindling.spark.testing.SharedSpark;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataLocatorTest {
  private static final int N = 30;

  @TempDir Path dir;

  private final List<String> said = new ArrayList<>();
  private final SparkSession spark = SharedSpark.get();
  private DataLocator locator;

  @BeforeEach
  void locator() {
    locator = DataLocator.of(spark, said::add).cache(dir.resolve("cache")).generated(40, 20);
  }

  @Test
  void aFolderWithBothTables() {
    write(dir.resolve("d/train.parquet"), N);
    write(dir.resolve("d/test.parquet"), 10);
    assertData(locator.locate(dir.resolve("d").toString()), N, 10, false);
    assertEquals(List.of(), said);
  }

  @Test
  void aFolderWithBothFoldersAndOneWithShards() throws Exception {
    write(dir.resolve("d/train"), N);
    write(dir.resolve("d/test"), 10);
    assertData(locator.locate(dir.resolve("d").toString()), N, 10, false);

    Files.createDirectories(dir.resolve("s"));
    shard(dir.resolve("d/train"), dir.resolve("s/train-00000-of-00002.parquet"));
    shard(dir.resolve("d/train"), dir.resolve("s/train-00001-of-00002.parquet"));
    shard(dir.resolve("d/test"), dir.resolve("s/test-00000-of-00001.parquet"));
    assertData(locator.locate(dir.resolve("s").toString()), 2 * N, 10, false);
  }

  @Test
  void oneTableIsSplitAndThatIsSaid() throws Exception {
    write(dir.resolve("table"), N);
    assertData(locator.locate(dir.resolve("table").toString()), N - 3, 3, true);
    shard(dir.resolve("table"), dir.resolve("one.parquet"));
    assertData(locator.locate(dir.resolve("one.parquet").toString()), N - 3, 3, true);
    write(dir.resolve("half/train.parquet"), N);
    assertData(locator.locate(dir.resolve("half").toString()), N - 3, 3, true);
    assertEquals(3, said.size());
    assertTrue(said.get(0).contains("held out"));
  }

  @Test
  void anArchiveIsConvertedOnce() throws Exception {
    int train = 5 * Archives.RECORDS;
    Path tar = Archives.tar(dir.resolve("c.tar.gz"), true);
    var data = locator.locate(tar.toString());
    assertEquals(tar.toString(), data.name());
    assertData(data, train, Archives.RECORDS, false);
    assertEquals(1, said.size());
    assertEquals(data, locator.locate(tar.toString()));
    assertEquals(1, said.size(), "the second time it is there");
    Path bin = Archives.folder(dir.resolve("x/cifar-10-batches-bin"));
    assertData(locator.locate(bin.toString()), train, Archives.RECORDS, false);
    assertData(locator.locate(dir.resolve("x").toString()), train, Archives.RECORDS, false);
    Archives.tar(Files.createDirectories(dir.resolve("y")).resolve("cifar-10-binary.tar.gz"), true);
    assertData(locator.locate(dir.resolve("y").toString()), train, Archives.RECORDS, false);
    Path plain = Archives.tar(dir.resolve("c.tar"), false);
    assertData(locator.locate(plain.toString()), train, Archives.RECORDS, false);
  }

  @Test
  void pathsMayHoldBlanksAndWildcards() throws Exception {
    Path folder = dir.resolve("my data [v1] {a,b}*?");
    write(folder.resolve("train.parquet"), N);
    write(folder.resolve("test.parquet"), 10);
    assertData(locator.locate(folder.toString()), N, 10, false);
    Path tar = Archives.tar(folder.resolve("c [1].tar"), false);
    assertData(locator.locate(tar.toString()), 5 * Archives.RECORDS, Archives.RECORDS, false);
  }

  @Test
  void badLocationsAreNamed() throws Exception {
    assertContains(failure("/no/where"), "/no/where: there is no such file or directory");
    assertContains(failure(""), "not a path");
    Files.createDirectories(dir.resolve("empty"));
    assertContains(failure(dir.resolve("empty").toString()), "holds nothing", "train.parquet");
    Files.writeString(dir.resolve("empty/readme.txt"), "x");
    assertContains(failure(dir.resolve("empty").toString()), "holds readme.txt");
    assertContains(
        failure(dir.resolve("empty/readme.txt").toString()), "readme.txt: is neither a Parquet");
  }

  @Test
  void theArchiveIsDownloadedCheckedAndConvertedOnce() throws Exception {
    byte[] archive = Files.readAllBytes(Archives.tar(dir.resolve("c.tar.gz"), true));
    var requests = new AtomicInteger();
    HttpServer server = serve(archive, 200, requests);
    try {
      var online = locator.download(download(server, archive.length, sha256(archive)));
      for (int time = 0; time < 2; time++) {
        TrainingData data = online.locate();
        assertEquals("CIFAR-10", data.name());
        assertData(data, 5 * Archives.RECORDS, Archives.RECORDS, false);
      }
      assertEquals(1, requests.get());
      assertFalse(Files.exists(dir.resolve("cache/cifar-10-binary.tar.gz")));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aDownloadThatIsNotTheArchiveIsRefusedAndNotKept() throws Exception {
    byte[] page = "<html>please log in</html>".repeat(100).getBytes();
    HttpServer server = serve(page, 200, new AtomicInteger());
    try {
      for (long length : new long[] {page.length, 5, 1 << 20}) {
        var online = locator.download(download(server, length, sha256("other".getBytes())));
        String message = assertThrows(DataException.class, online::locate).getMessage();
        assertContains(message, "SHA-256", sha256("other".getBytes()));
      }
      try (var left = Files.list(dir.resolve("cache"))) {
        assertEquals(0, left.count());
      }
    } finally {
      server.stop(0);
    }
  }

  @Test
  void withoutNetworkGeneratedImagesStandIn() throws Exception {
    HttpServer server = serve(new byte[0], 503, new AtomicInteger());
    var gone = locator.download(download(server, 10, "0".repeat(64)));
    TrainingData data = gone.locate();
    assertTrue(data.generated());
    assertEquals("generated", data.name());
    assertData(data, 40, 20, false);
    assertTrue(said.stream().anyMatch(line -> line.contains("status 503")), said.toString());
    server.stop(0);
    said.clear();
    assertEquals(data, gone.locate(), "connection refused now, and the tables are there");
    assertEquals(2, said.size(), said.toString());
    assertContains(
        said.get(1),
        "cannot be downloaded (no connection to 127.0.0.1)",
        "generated images",
        "--data");
    assertFalse(said.get(1).contains("\n"));
    said.clear();
    var nameless = new CifarDownload(URI.create("http://nowhere.invalid/c"), 10, "0".repeat(64));
    assertEquals(data, locator.download(nameless).locate());
    assertContains(said.get(1), "the name nowhere.invalid does not resolve");
  }

  private void assertData(TrainingData data, int train, int test, boolean heldOut) {
    assertEquals(heldOut, data.heldOut());
    try (var a = data.loadTrain(spark, SampleSpec.cifar10(), 3);
        var b = data.loadTest(spark, SampleSpec.cifar10(), 2)) {
      assertEquals(train, a.size());
      assertEquals(test, b.size());
    }
  }

  private static void write(Path to, int n) {
    Frames.published(n).coalesce(1).write().parquet(to.toString());
  }

  /** Copies the only Parquet file of a table. */
  private static void shard(Path table, Path to) throws Exception {
    try (var files = Files.list(table)) {
      Path part =
          files.filter(p -> p.getFileName().toString().startsWith("part-")).findFirst().get();
      Files.copy(part, to);
    }
  }

  private String failure(String location) {
    return assertThrows(DataException.class, () -> locator.locate(location)).getMessage();
  }

  private static void assertContains(String message, String... parts) {
    for (String part : parts) {
      assertTrue(message.contains(part), () -> "'" + message + "' lacks '" + part + "'");
    }
  }

  private static HttpServer serve(byte[] body, int status, AtomicInteger requests)
      throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/c.tar.gz",
        exchange -> {
          requests.incrementAndGet();
          exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
          try (var out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
    server.start();
    return server;
  }

  private static CifarDownload download(HttpServer server, long bytes, String sha256) {
    var uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/c.tar.gz");
    return new CifarDownload(uri, bytes, sha256);
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
