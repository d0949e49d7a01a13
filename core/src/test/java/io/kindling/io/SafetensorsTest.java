package io.kindling.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.ByteRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
  private static final String ODD_NAME =
      "name \"quoted\" \\ tab\t unit\u001f é \uffee \uD83D\uDE00";

  @Test
  void readsWhatPythonWrote() throws IOException {
    Safetensors.Contents contents = Safetensors.read(new ByteArrayInputStream(python()));
    assertEquals(Map.of("format", "pt"), contents.metadata());
    Map<String, Tensor> tensors = contents.tensors();
    assertEquals(11, tensors.size());
    assertEquals(Shape.of(2, 3), tensors.get("fc.weight").shape());
    assertEquals(5 / 7f, tensors.get("fc.weight").get(1, 2));
    assertArrayEquals(
        new float[] {Float.NaN, Float.NEGATIVE_INFINITY, -0f},
        tensors.get("fc.bias").toFloatArray());
    assertArrayEquals(
        new double[] {1 / 3.0, Double.MIN_VALUE, 1e308}, tensors.get("double").toDoubleArray());
    assertArrayEquals(
        new long[] {Long.MIN_VALUE, Long.MAX_VALUE, 0}, tensors.get("labels").toLongArray());
    assertArrayEquals(new long[] {0, 127, 128, 255}, tensors.get("pixels").toLongArray());
    assertEquals(DType.UINT8, tensors.get("pixels").dtype());
    assertArrayEquals(new long[] {1, 0, 1}, tensors.get("mask").toLongArray());
    assertEquals(DType.BOOL, tensors.get("mask").dtype());
    assertEquals(42.5, tensors.get("scalar").item());
    assertEquals(Shape.of(0, 3), tensors.get("empty").shape());
    assertEquals(1, tensors.get(ODD_NAME).item());
  }

  @Test
  void writesTheBytesThatPythonWrites() throws IOException {
    Safetensors.Contents contents = Safetensors.read(new ByteArrayInputStream(python()));
    assertArrayEquals(python(), bytes(contents.tensors(), contents.metadata()));
  }

  @Test
  void viewsAndLargeTensorsAreWrittenDense(@TempDir Path dir) throws IOException {
    Tensor large = Tensors.arange(100_000).to(DType.FLOAT32).view(100, 1000);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("transposed", large.t());
    tensors.put("row", large.select(0, 3));
    tensors.put("large", large);
    Path file = dir.resolve("views.safetensors");
    Safetensors.write(tensors, Map.of(), file);
    Map<String, Tensor> back = Safetensors.read(file).tensors();
    assertArrayEquals(large.toFloatArray(), back.get("large").toFloatArray());
    assertArrayEquals(large.t().toFloatArray(), back.get("transposed").toFloatArray());
    assertArrayEquals(large.select(0, 3).toFloatArray(), back.get("row").toFloatArray());
    Files.write(file, new byte[] {1}, StandardOpenOption.APPEND);
    String message = assertThrows(FormatException.class, () -> Safetensors.read(file)).getMessage();
    assertTrue(message.startsWith(file.toString()), message);
  }

  @Test
  void aReservedNameIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> bytes(Map.of("__metadata__", Tensors.ones(1)), Map.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          []                                                                                 | begin with '{'
          {} {}                                                                              | follows the header
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}                              | not valid JSON
          {"a":1}                                                                            | "a" must be an object
          {"__metadata__":{"k":1}}                                                           | "k" must be a string
          {"a":{"shape":[2],"data_offsets":[0,8]}}                                           | needs "dtype"
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":1}}                       | unknown field "x"
          {"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}                             | type "F16"; known are F32
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}                             | needs 8 bytes, its data_offsets span 4
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}                             | must be [begin, end]
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}                               | must be [begin, end]
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}                            | whole numbers from 0
          {"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}                            | whole numbers from 0
          {"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}                           | must hold whole numbers, got 2.0
          {"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,8]}}          | got 99999999999999999999
          {"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}         | more than 2^31-1
          {"a":{"dtype":"F32","shape":[65536,65536],"data_offsets":[0,17179869184]}}         | more than 2^31-1
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[9223372036854775800,9223372036854775807]}} | span 7
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}                            | leaves a hole
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}} | inside the tensor before it
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}} | Duplicate field 'a'
          {"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}               | Duplicate field 'dtype'
          {"a":{"dtype":"F32","shape":[[[[[[[[[[2]]]]]]]]]],"data_offsets":[0,8]}}           | whole numbers
          {"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}                            | ends inside tensor "a": it needs 12 bytes, 8 are there
          {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}                             | bytes follow the 4 bytes
          {"a":{"dtype":"F32","shape":[2000000000],"data_offsets":[0,8000000000]}}           | ends inside tensor
          """)
  void hostileHeadersAreRefused(String header, String expected) {
    String message =
        assertThrows(FormatException.class, () -> readWith(header.strip())).getMessage();
    assertTrue(message.contains(expected.strip()), message);
    assertEquals(1, message.lines().count(), message);
  }

  /** Whatever 57 MB of header hold, memory stays in proportion, and so does time. */
  @Timeout(600)
  @Test
  void aLargeHeaderTakesMemoryInProportion() {
    String scalar = "{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}";
    String empty = "{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}";
    assertLarge("{", i -> "\"t" + i + "\":" + empty + ",", "more than 262144 tensors");
    assertLarge("{", i -> "\"t" + i + "\":" + scalar + ",", "more than 262144 tensors");
    assertLarge("{\"__metadata__\":{", i -> "\"" + i + "\":\"\",", "262144 pairs of metadata");
    assertLarge("{\"t\":{\"dtype\":\"F32\",\"shape\":[", i -> "1,", "more than 64 numbers");
    assertLarge("{\"t\":{\"data_offsets\":[", i -> "0,", "more than 64 numbers");
    assertLarge("{\"t\":{\"shape\":[", i -> "1234567", "refused");
    assertLarge("{\"", i -> "name" + i, "the header ");
    assertLarge("{\"__metadata__\":{\"k\":\"", i -> "value", "not valid JSON");
    assertLarge("{\"t\":", i -> "[", "must be an object");
    assertLarge("{", i -> " ", "not valid JSON");
  }

  private static void assertLarge(String start, IntFunction<String> part, String expected) {
    int length = 57_000_000;
    ByteBuffer file = ByteBuffer.allocate(8 + length).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(length).put(start.getBytes(StandardCharsets.UTF_8));
    int from = file.position();
    for (int i = 0; i < 270_000; i++) {
      file.put(part.apply(i).getBytes(StandardCharsets.UTF_8));
    }
    int parts = file.position() - from;
    while (file.hasRemaining()) {
      file.put(file.array(), from, Math.min(parts, file.remaining()));
    }
    long before = allocated();
    String message =
        assertThrows(
                FormatException.class,
                () -> Safetensors.read(new ByteArrayInputStream(file.array())))
            .getMessage();
    long bytes = allocated() - before;
    assertTrue(message.contains(expected), message);
    assertTrue(message.length() < 1000, () -> message.length() + " characters of a message");
    assertTrue(bytes < 6L * length, () -> expected + ": allocated " + bytes);
  }

  private static long allocated() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  /** As many tensors as are allowed, in the largest order of disorder. */
  @Timeout(600)
  @Test
  void manyTensorsAreRead() throws IOException {
    int count = 200_000;
    StringBuilder header = new StringBuilder("{");
    for (int i = 0; i < count; i++) {
      int at = (int) (i * 77_777L % count);
      header.append(i == 0 ? "" : ",").append("\"layer.").append(i);
      header.append("\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[");
      header.append(at).append(",").append(at + 1).append("]}");
    }
    byte[] json = header.append('}').toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer file = ByteBuffer.allocate(8 + json.length + count).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(json.length).put(json);
    long before = allocated();
    var tensors = Safetensors.read(new ByteArrayInputStream(file.array())).tensors();
    assertEquals(count, tensors.size());
    long bytes = allocated() - before;
    assertTrue(bytes < 2000L * count, () -> "allocated " + bytes);
  }

  @Test
  void textThatIsNotUtf8IsRefused() {
    byte[] header = "{\"a\u00e9\":{}}".getBytes(StandardCharsets.ISO_8859_1);
    String message = assertThrows(FormatException.class, () -> readWith(header)).getMessage();
    assertEquals("safetensors: the header is not UTF-8", message);
    byte[] wide = "{\"a\":{}}".getBytes(StandardCharsets.UTF_16LE);
    assertThrows(FormatException.class, () -> readWith(wide));
    String half = "half \ud83d a pair";
    message =
        assertThrows(FormatException.class, () -> bytes(Map.of(half, Tensors.ones(1)), Map.of()))
            .getMessage();
    assertTrue(message.contains("half a surrogate pair"), message);
  }

  /** Any bytes behind a right length, and any change of several bytes. */
  @Property(tries = 1000)
  void anyBytesAreReadOrRefused(@ForAll byte[] bytes, @ForAll boolean brace) throws IOException {
    byte[] header =
        brace ? ("{" + new String(bytes, StandardCharsets.ISO_8859_1)).getBytes() : bytes;
    try {
      readWith(header);
    } catch (FormatException e) {
      assertTrue(e.getMessage().startsWith("safetensors: "), e.getMessage());
    }
  }

  @Test
  void wrongLengthsAreRefused() {
    for (byte[] start :
        List.of(
            new byte[0],
            new byte[7],
            new byte[] {9, 0, 0, 0, 0, 0, 0, 0, '{', '}'},
            new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, '{', '}'},
            new byte[] {0, 0, 0, 0, 1, 0, 0, 0, '{', '}'},
            new byte[8])) {
      assertThrows(FormatException.class, () -> Safetensors.read(new ByteArrayInputStream(start)));
    }
  }

  @Test
  void aTruthValueIsZeroOrOne() throws IOException {
    byte[] bytes =
        bytes(Map.of("m", Tensor.wrap(Storage.of(DType.BOOL, new byte[3]), Shape.of(3))), Map.of());
    bytes[bytes.length - 1] = 2;
    String message =
        assertThrows(FormatException.class, () -> Safetensors.read(new ByteArrayInputStream(bytes)))
            .getMessage();
    assertTrue(message.contains("element 2 of BOOL tensor \"m\" is the byte 2"), message);
  }

  /** Whatever is done to a byte, the answer is a file or a FormatException. */
  @Property(tries = 2000)
  void aChangedByteNeverBreaksTheReader(
      @ForAll @IntRange(max = 1200) int at, @ForAll @ByteRange(min = -128) byte value)
      throws IOException {
    byte[] bytes = python();
    bytes[at % bytes.length] = value;
    try {
      Safetensors.read(new ByteArrayInputStream(bytes));
    } catch (FormatException e) {
      assertTrue(e.getMessage().startsWith("safetensors: "), e.getMessage());
    }
  }

  @Property(tries = 200)
  void aShortenedFileIsRefused(@ForAll @IntRange(max = 5000) int keep) throws IOException {
    byte[] whole = python();
    byte[] cut = Arrays.copyOf(whole, keep % whole.length);
    assertThrows(FormatException.class, () -> Safetensors.read(new ByteArrayInputStream(cut)));
  }

  private static Safetensors.Contents readWith(String header) throws IOException {
    return readWith(header.getBytes(StandardCharsets.UTF_8));
  }

  private static Safetensors.Contents readWith(byte[] json) throws IOException {
    byte[] file =
        ByteBuffer.allocate(8 + json.length + 8)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(json.length)
            .put(json)
            .putFloat(1)
            .putFloat(2)
            .array();
    return Safetensors.read(new ByteArrayInputStream(file));
  }

  private static byte[] bytes(Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(tensors, metadata, out);
    return out.toByteArray();
  }

  private static byte[] python() throws IOException {
    try (InputStream in =
        SafetensorsTest.class.getResourceAsStream("/golden/io/python.safetensors")) {
      return in.readAllBytes();
    }
  }
}
