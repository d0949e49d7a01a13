package io.kindling.spark.data;

import io.kindling.data.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Finds what a user means by "the data" of a CIFAR-10 job.
 *
 * <p>A location may be: a folder with {@code train.parquet} and {@code test.parquet}, with {@code
 * train/} and {@code test/}, or with files {@code train-*.parquet} and {@code test-*.parquet}; one
 * Parquet file or folder, of which one row in ten is held out for testing; CIFAR-10's binary
 * version as a folder, {@code .tar} or {@code .tar.gz}, which is converted once into the cache.
 *
 * <p>With no location, CIFAR-10 is downloaded and converted once; where there is no network,
 * generated images stand in for it.
 */
public final class DataLocator {
  private static final String OFFICIAL_NAME = "cifar-10";
  private static final String ARCHIVE_NAME = "cifar-10-binary.tar.gz";

  private final SparkSession spark;
  private final DataCache cache;
  private final java.nio.file.Path downloads;
  private final CifarDownload download;
  private final Consumer<String> say;
  private final long generatedTrain;
  private final long generatedTest;

  private DataLocator(
      SparkSession spark,
      DataCache cache,
      java.nio.file.Path downloads,
      CifarDownload download,
      Consumer<String> say,
      long generatedTrain,
      long generatedTest) {
    this.spark = spark;
    this.cache = cache;
    this.downloads = downloads;
    this.download = download;
    this.say = say;
    this.generatedTrain = generatedTrain;
    this.generatedTest = generatedTest;
  }

  /**
   * A locator with the usual cache, the official archive, and 50,000 + 10,000 generated images.
   *
   * @param say receives one line for everything the user should know
   */
  public static DataLocator of(SparkSession spark, Consumer<String> say) {
    return new DataLocator(
        spark,
        DataCache.usual(spark),
        DataCache.local(),
        CifarDownload.OFFICIAL,
        Objects.requireNonNull(say, "say"),
        50_000,
        10_000);
  }

  /** Keeps downloads and converted tables in this folder of this machine. */
  public DataLocator cache(java.nio.file.Path folder) {
    var tables = new DataCache(spark, new Path(folder.toAbsolutePath().toUri()));
    return new DataLocator(spark, tables, folder, download, say, generatedTrain, generatedTest);
  }

  /** Downloads from elsewhere than the official page. */
  public DataLocator download(CifarDownload from) {
    return new DataLocator(spark, cache, downloads, from, say, generatedTrain, generatedTest);
  }

  /** Numbers of generated training and test images. */
  public DataLocator generated(long train, long test) {
    return new DataLocator(spark, cache, downloads, download, say, train, test);
  }

  /**
   * Finds the data at a location.
   *
   * @throws DataException when nothing is there, or nothing that is accepted
   */
  public TrainingData locate(String location) {
    Path path = ParquetFiles.path(location);
    if (!ParquetFiles.exists(spark, path)) {
      throw new DataException(location + ": there is no such file or directory");
    }
    FileSystem fs = ParquetFiles.fileSystem(spark, path);
    try {
      return fs.getFileStatus(path).isDirectory()
          ? inFolder(fs, path, location)
          : inFile(fs, path, location);
    } catch (IOException e) {
      throw new DataException(location + ": " + ParquetFiles.firstLine(e), e);
    }
  }

  /**
   * Finds CIFAR-10 in the cache or on the network, or makes the generated images.
   *
   * @throws DataException when what the network gave is not CIFAR-10
   */
  public TrainingData locate() {
    if (cache.has(OFFICIAL_NAME)) {
      return pair("CIFAR-10", new DataSetFolder(spark, cache.path(OFFICIAL_NAME)), false);
    }
    java.nio.file.Path archive = downloads.resolve(ARCHIVE_NAME);
    try {
      say.accept(
          "Downloading CIFAR-10 ("
              + download.bytes() / 1_000_000
              + " MB) from "
              + download.uri()
              + " to "
              + archive);
      download.fetch(archive);
    } catch (IOException e) {
      say.accept(
          "CIFAR-10 cannot be downloaded ("
              + reason(e)
              + "): going on with generated images; pass --data to use your own");
      return generated();
    }
    return pair("CIFAR-10", convertDownload(archive), false);
  }

  /** The generated images, whether there is a network or not. */
  public TrainingData generated() {
    String name = "generated-v1-" + generatedTrain + "-" + generatedTest;
    DataSetFolder folder =
        cache.get(
            name,
            target -> {
              say.accept(
                  "Drawing "
                      + generatedTrain
                      + " training and "
                      + generatedTest
                      + " test images to "
                      + target);
              GeneratedTables.write(
                  spark,
                  target,
                  ImageTableFormat.PUBLISHED,
                  0,
                  generatedTrain,
                  generatedTest,
                  true);
            });
    return pair("generated", folder, true);
  }

  private DataSetFolder convertDownload(java.nio.file.Path archive) {
    return cache.get(
        OFFICIAL_NAME,
        target -> {
          Path local = new Path(archive.toUri());
          Path shared = new Path(target + "-" + ARCHIVE_NAME);
          try {
            FileSystem fs = ParquetFiles.fileSystem(spark, shared);
            boolean upload = !fs.getScheme().equals("file");
            if (upload) {
              fs.copyFromLocalFile(false, true, local, shared);
            }
            convert((upload ? shared : local).toString(), target);
            if (upload) {
              fs.delete(shared, false);
            }
            java.nio.file.Files.deleteIfExists(archive); // the tables hold all of it
          } catch (IOException e) {
            throw new DataException(target + ": " + ParquetFiles.firstLine(e), e);
          }
        });
  }

  private void convert(String archive, String target) {
    say.accept("Converting " + archive + " to Parquet in " + target);
    CifarConverter.of(archive).overwrite(true).convert(spark, target);
  }

  private TrainingData inFolder(FileSystem fs, Path folder, String name) throws IOException {
    List<String> train = tables(fs, folder, "train");
    List<String> test = tables(fs, folder, "test");
    if (!train.isEmpty()) {
      return test.isEmpty() ? heldOut(name, train) : new TrainingData(name, train, test, false);
    }
    if (CifarArchive.isFolder(fs, folder)) {
      return converted(fs, folder, name);
    }
    Path archive = new Path(folder, ARCHIVE_NAME);
    if (fs.exists(archive)) {
      return converted(fs, archive, name);
    }
    FileStatus[] files = fs.listStatus(folder);
    if (hasParquet(files)) {
      return heldOut(name, List.of(folder.toString()));
    }
    List<String> found = Arrays.stream(files).limit(8).map(f -> f.getPath().getName()).toList();
    throw new DataException(
        name
            + ": holds "
            + (found.isEmpty() ? "nothing" : String.join(", ", found))
            + (files.length > found.size() ? ", ..." : "")
            + "; wanted train.parquet and test.parquet, other Parquet files, or CIFAR-10's binary"
            + " version");
  }

  /** {@code train.parquet} (file or folder), else {@code train-*.parquet}, else {@code train/}. */
  private static List<String> tables(FileSystem fs, Path folder, String part) throws IOException {
    Path single = new Path(folder, part + ".parquet");
    if (fs.exists(single)) {
      return List.of(single.toString());
    }
    List<String> shards = new ArrayList<>();
    for (FileStatus file : fs.listStatus(folder)) {
      String name = file.getPath().getName();
      if (name.startsWith(part + "-") && name.endsWith(".parquet")) {
        shards.add(file.getPath().toString());
      }
    }
    if (!shards.isEmpty()) {
      shards.sort(null);
      return shards;
    }
    Path inner = new Path(folder, part);
    boolean there =
        fs.exists(inner)
            && fs.getFileStatus(inner).isDirectory()
            && hasParquet(fs.listStatus(inner));
    return there ? List.of(inner.toString()) : List.of();
  }

  private static boolean hasParquet(FileStatus[] files) {
    return Arrays.stream(files).anyMatch(f -> f.getPath().getName().endsWith(".parquet"));
  }

  private TrainingData inFile(FileSystem fs, Path file, String name) throws IOException {
    byte[] head;
    try (InputStream in = fs.open(file)) {
      head = in.readNBytes(512);
    }
    if (new String(head, 0, Math.min(4, head.length), StandardCharsets.US_ASCII).equals("PAR1")) {
      return heldOut(name, List.of(file.toString()));
    }
    boolean gzip = head.length > 2 && (head[0] & 0xff) == 0x1f && (head[1] & 0xff) == 0x8b;
    boolean tar =
        head.length == 512 && new String(head, 257, 5, StandardCharsets.US_ASCII).equals("ustar");
    if (gzip || tar) {
      return converted(fs, file, name);
    }
    throw new DataException(
        name + ": is neither a Parquet file nor a .tar or .tar.gz of CIFAR-10's binary version");
  }

  private TrainingData heldOut(String name, List<String> only) {
    say.accept(name + " has no test table: one row in ten is held out for testing");
    return new TrainingData(name, only, only, false);
  }

  private TrainingData converted(FileSystem fs, Path archive, String name) throws IOException {
    FileStatus status = fs.getFileStatus(archive);
    String identity = status.getPath() + "|" + status.getLen() + "|" + status.getModificationTime();
    DataSetFolder folder =
        cache.get(
            "converted-" + UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8)),
            target -> convert(archive.toString(), target));
    return pair(name, folder, false);
  }

  private static TrainingData pair(String name, DataSetFolder folder, boolean generated) {
    return new TrainingData(
        name, List.of(folder.train().toString()), List.of(folder.test().toString()), generated);
  }

  /** Why a download failed, for somebody who does not read Java. */
  private String reason(IOException failure) {
    String host = download.uri().getHost();
    Throwable t = failure;
    for (int depth = 0; t != null && depth < 16; depth++, t = t.getCause()) {
      if (t instanceof UnresolvedAddressException || t instanceof UnknownHostException) {
        return "the name " + host + " does not resolve";
      }
      if (t instanceof HttpTimeoutException) {
        return "no answer from " + host;
      }
      if (t instanceof ConnectException && t.getMessage() == null) {
        continue; // the cause knows more
      }
      if (t.getMessage() != null) {
        return t.getMessage().lines().findFirst().orElse("");
      }
    }
    return "no connection to " + host;
  }
}
