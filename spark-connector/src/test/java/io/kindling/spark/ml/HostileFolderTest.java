package io.kindling.spark.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.data.DataException;
import io.kindling.nn.FlatParameters;
import io.kindling.nn.Linear;
import io.kindling.nn.Module;
import io.kindling.nn.ReLU;
import io.kindling.nn.Sequential;
import io.kindling.nn.spec.AllowedModules;
import io.kindling.spark.testing.SharedSpark;
import io.kindling.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a hostile folder can do to who loads it: nothing. */
final class HostileFolderTest {
  private static final String ALLOWED = "kindling.allowedModules";
  private static final String SERIALIZATION = "kindling.javaSerialization";
  private static final String HERE = HostileFolderTest.class.getName();
  private static final AtomicInteger CODE_RAN = new AtomicInteger();

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    SharedSpark.get();
  }

  /** A class whose {@code readObject} would be an attack. */
  static final class Foreign implements Serializable {
    private static final long serialVersionUID = 1L;

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      CODE_RAN.incrementAndGet();
    }
  }

  /** A class that tells when it is initialized, and is of no use. */
  public static final class Initialized extends Module {
    private static final long serialVersionUID = 1L;

    static {
      CODE_RAN.incrementAndGet();
    }

    public Initialized() {}
  }

  /** A network that has no text form; with fields of many kinds. */
  static final class Scaled extends Module {
    private static final long serialVersionUID = 1L;

    private final double factor;
    private final Map<String, Module> byName = new LinkedHashMap<>();
    private final HashMap<Integer, float[]> tables = new HashMap<>();
    private final List<Object> several = new ArrayList<>();
    private Object cargo;

    Scaled(double factor) {
      this.factor = factor;
      byName.put("layer", register("layer", new Linear(4, 3)));
      tables.put(7, new float[] {1, 2});
      several.add(List.of(Thread.State.NEW).toArray().length);
    }

    @Override
    public Tensor forward(Tensor x) {
      return byName.get("layer").call(x).mul(factor);
    }
  }

  private String saved(String name, Module module) throws IOException {
    String path = folder.resolve(name).toString();
    Tables.classifier()
        .setModule(module)
        .write()
        .overwrite()
        .option(SERIALIZATION, "true")
        .option(ALLOWED, HERE)
        .save(path);
    deleteChecksums(Path.of(path));
    return path;
  }

  private static void deleteChecksums(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".crc")).toList()) {
        Files.delete(file);
      }
    }
  }

  private static byte[] serialized(Object object) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    return bytes.toByteArray();
  }

  /** Hashing it takes 2^100 steps. */
  private static Set<Object> bomb() {
    Set<Object> root = new HashSet<>();
    Set<Object> a = root;
    Set<Object> b = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      Set<Object> c = new HashSet<>();
      Set<Object> d = new HashSet<>();
      c.add("foo");
      a.add(c);
      a.add(d);
      b.add(c);
      b.add(d);
      a = c;
      b = d;
    }
    return root;
  }

  private static String refusal(String path, Map<String, String> options) {
    return assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          StageReader<KindlingClassifier> reader = KindlingClassifier.read();
          options.forEach(reader::option);
          return assertThrows(DataException.class, () -> reader.load(path)).getMessage();
        });
  }

  private String withSerialized(byte[] bytes) throws IOException {
    String path = saved("hostile", new Sequential(new Linear(4, 3)));
    Files.deleteIfExists(Path.of(path, "network/architecture.json"));
    Files.write(Path.of(path, "network/module.ser"), bytes);
    return path;
  }

  @Test
  void serializedObjectsOfForeignClassesRunNoCode() throws IOException {
    int before = CODE_RAN.get();
    for (Object object :
        List.of(
            new Foreign(), new Object[] {new Foreign()}, new ArrayList<>(List.of(new Foreign())))) {
      String path = withSerialized(serialized(object));
      String plain = refusal(path, Map.of());
      assertTrue(plain.contains("option(\"kindling.javaSerialization\", \"true\")"), plain);
      assertTrue(plain.contains(ALLOWED), plain);
      String opted = refusal(path, Map.of(SERIALIZATION, "true", ALLOWED, "com.acme"));
      assertTrue(opted.contains("Foreign"), opted);
      assertTrue(opted.contains("not among those that may be read"), opted);
    }
    assertEquals(before, CODE_RAN.get());
    // That this class does run code is seen when it may.
    refusal(
        withSerialized(serialized(new Foreign())), Map.of(SERIALIZATION, "true", ALLOWED, HERE));
    assertEquals(before + 1, CODE_RAN.get());
  }

  @Test
  void bombsDoNotKeepALoaderBusy() throws IOException {
    Map<String, String> options = Map.of(SERIALIZATION, "true", ALLOWED, HERE);
    byte[] bomb = serialized(bomb());
    String message = refusal(withSerialized(bomb), options);
    assertTrue(message.contains("must be texts, whole numbers or constants"), message);
    assertTrue(refusal(withSerialized(bomb), Map.of()).contains(SERIALIZATION));

    Scaled carrier = new Scaled(2);
    carrier.cargo = bomb();
    assertTrue(refusal(withSerialized(serialized(carrier)), options).contains("must be texts"));
    List<Object> key = new ArrayList<>();
    carrier.cargo = new HashMap<>(Map.of(key, 1));
    key.add(bomb());
    assertTrue(refusal(withSerialized(serialized(carrier)), options).contains("must be texts"));

    byte[] array = serialized(new float[] {1, 2});
    array[array.length - 12] = 0x7f; // its length: 2 billion
    assertTrue(refusal(withSerialized(array), options).contains("REJECTED"));

    Object[] deep = {};
    for (int i = 0; i < 600; i++) {
      deep = new Object[] {deep};
    }
    assertTrue(refusal(withSerialized(serialized(deep)), options).contains("REJECTED"));
    assertTrue(refusal(withSerialized(serialized("text")), options).contains("no module"));
    assertTrue(refusal(withSerialized(new byte[0]), options).contains("cannot be loaded"));
  }

  @Test
  void aModuleByJavaSerializationNeedsLeaveToBeWrittenAndRead() throws IOException {
    Scaled module = new Scaled(2.5);
    KindlingClassifier classifier = Tables.classifier().setModule(module);
    String path = folder.resolve("scaled").toString();
    String refused =
        assertThrows(IllegalArgumentException.class, () -> classifier.save(path)).getMessage();
    assertTrue(refused.contains("Scaled has no text form"), refused);
    assertTrue(refused.contains("io.kindling.nn.Configurable"), refused);
    assertTrue(refused.contains("spark.kindling.javaSerialization"), refused);
    assertFalse(Files.exists(Path.of(path)));

    saved("scaled", module);
    assertTrue(refusal(path, Map.of()).contains(SERIALIZATION));
    assertTrue(refusal(path, Map.of(SERIALIZATION, "true")).contains("Scaled"));
    Module again =
        KindlingClassifier.read()
            .option(SERIALIZATION, "true")
            .option(ALLOWED, HERE)
            .load(path)
            .getModule();
    assertEquals(2.5, ((Scaled) again).factor);
    assertArrayEquals(new float[] {1, 2}, ((Scaled) again).tables.get(7));
    assertArrayEquals(FlatParameters.of(module).values(), FlatParameters.of(again).values());

    SparkSession spark = SharedSpark.get();
    spark.conf().set("spark.kindling.javaSerialization", "true");
    spark.conf().set("spark.kindling.allowedModules", "com.acme, " + HERE);
    try {
      classifier.write().overwrite().save(path);
      assertEquals(Scaled.class, KindlingClassifier.load(path).getModule().getClass());
    } finally {
      spark.conf().unset("spark.kindling.javaSerialization");
      spark.conf().unset("spark.kindling.allowedModules");
    }
    String typo =
        assertThrows(
                IllegalArgumentException.class,
                () -> KindlingClassifier.read().option("kindling.allowdModules", "a").load(path))
            .getMessage();
    assertTrue(typo.contains("did you mean kindling.allowedModules?"), typo);
  }

  @Test
  void whatCannotBeSavedLeavesWhatWasThere() throws IOException {
    String path = folder.resolve("kept").toString();
    Tables.classifier().setEpochs(7).save(path);
    KindlingClassifier other = Tables.classifier().setModule(new Scaled(2));
    assertThrows(IllegalArgumentException.class, () -> other.write().overwrite().save(path));
    assertEquals(7, KindlingClassifier.load(path).getMaxIter());
    // What could not be read again is not written.
    Scaled carrier = new Scaled(2);
    carrier.cargo = new Foreign();
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    Tables.classifier()
                        .setModule(carrier)
                        .write()
                        .option(SERIALIZATION, "true")
                        .option(ALLOWED, Scaled.class.getName())
                        .save(folder.resolve("never").toString()))
            .getMessage();
    assertTrue(message.contains("Foreign"), message);
    assertFalse(Files.exists(folder.resolve("never")));
  }

  @Test
  void frozenParametersStayFrozen() throws IOException {
    Sequential net = new Sequential(new Linear(4, 3), new ReLU(), new Linear(3, 3));
    net.getParameter("0.weight").requiresGrad_(false);
    Module again = KindlingClassifier.load(saved("frozen", net)).getModule();
    assertFalse(again.getParameter("0.weight").requiresGrad());
    assertTrue(again.getParameter("2.weight").requiresGrad());
  }

  private String withText(String json) throws IOException {
    String path = saved("text", new Sequential(new Linear(4, 3)));
    Files.writeString(Path.of(path, "network/architecture.json"), json);
    return path;
  }

  @Test
  void classesThatAreNotAllowedAreNotInitialized() throws IOException {
    int before = CODE_RAN.get();
    String json = "[{\"class\": \"" + HERE + "$Initialized\"}]";
    for (String allowed : List.of("", "com.acme", HERE + "$Init")) {
      String message = refusal(withText(json), Map.of(ALLOWED, allowed));
      assertTrue(message.contains("Initialized is not among the modules"), message);
    }
    assertTrue(
        refusal(withText("[{\"class\":\"java.lang.Runtime\"}]"), Map.of()).contains("not among"));
    assertEquals(before, CODE_RAN.get());
  }

  @Test
  void pathsAndSizesInAFolderLeadNowhere() throws IOException {
    for (String name : List.of("../../escaped", "/tmp/escaped", "..", "")) {
      String json =
          "{\"type\":\"Sequential\",\"layers\":[{\"name\":\"" + name + "\",\"type\":\"ReLU\"}]}";
      refusal(withText(json), Map.of());
    }
    assertTrue(refusal(withText("[{\"class\":\"../../Evil\"}]"), Map.of()).contains("not among"));
    assertTrue(refusal(withText("[\"Linear(5000, 5000)\"]"), Map.of()).contains("100020000 bytes"));
    assertTrue(refusal(withText("[".repeat(5_000)), Map.of()).contains("nested deeper"));
    assertTrue(refusal(withText("x".repeat(20_000_000)), Map.of()).contains("more than 16777216"));
    try (Stream<Path> files = Files.walk(folder.getParent(), 1)) {
      assertTrue(files.noneMatch(file -> file.getFileName().toString().contains("escaped")));
    }
  }

  /** Whatever is done to the bytes of a file, the folder loads or a DataException says why not. */
  @Test
  void damagedFilesLoadOrAreRefused() throws IOException {
    Module net = new Sequential(new Linear(4, 3), new ReLU(), new Linear(3, 3));
    net.getParameter("0.weight").requiresGrad_(false);
    String text = saved("damaged", net);
    String stream = saved("stream", new Scaled(3));
    Random random = new Random(3);
    for (Path file :
        List.of(
            Path.of(text, "metadata/part-00000"),
            Path.of(text, "network/architecture.json"),
            Path.of(text, "network/weights.safetensors"),
            Path.of(stream, "network/module.ser"))) {
      byte[] whole = Files.readAllBytes(file);
      String path = file.getParent().getParent().toString();
      for (int i = 0; i < 150; i++) {
        Files.write(file, damaged(whole, random, i));
        assertTimeoutPreemptively(
            Duration.ofSeconds(60),
            () -> {
              try {
                KindlingClassifier.read()
                    .option(SERIALIZATION, "true")
                    .option(ALLOWED, HERE)
                    .load(path);
              } catch (DataException refused) {
                assertEquals(1, refused.getMessage().lines().count());
              }
            });
      }
      Files.write(file, whole);
    }
  }

  private static byte[] damaged(byte[] whole, Random random, int round) {
    if (round % 10 == 0) {
      byte[] noise = new byte[random.nextInt(300)];
      random.nextBytes(noise);
      return noise;
    }
    byte[] bytes =
        round % 5 == 1
            ? java.util.Arrays.copyOf(whole, random.nextInt(whole.length))
            : whole.clone();
    for (int change = random.nextInt(4); change >= 0 && bytes.length > 0; change--) {
      int at = random.nextInt(bytes.length);
      bytes[at] =
          random.nextBoolean()
              ? (byte) random.nextInt()
              : "0919\"{}[]:,-".getBytes(StandardCharsets.US_ASCII)[random.nextInt(11)];
    }
    return bytes;
  }

  /** The same, of streams alone, which is much faster. */
  @Test
  void damagedStreamsAreReadOrRefused() throws IOException {
    AllowedModules allowed = AllowedModules.of(List.of(HERE));
    byte[] whole = ModuleStream.write(new Scaled(3), allowed);
    Random random = new Random(4);
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = damaged(whole, random, i);
      assertTimeoutPreemptively(
          Duration.ofSeconds(60),
          () -> {
            try {
              ModuleStream.read(bytes, allowed);
            } catch (IOException refused) {
              assertFalse(String.valueOf(refused.getMessage()).isEmpty());
            }
          });
    }
  }
}
