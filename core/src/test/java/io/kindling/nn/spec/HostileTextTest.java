package io.kindling.nn.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.nn.Module;
import io.kindling.tensor.MetaTensors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Any text gives a network or an IllegalArgumentException, in little time and memory. */
final class HostileTextTest {
  private static final List<String> VALID =
      List.of(
          "mlp([4, 16, 3])",
          "cifar-cnn",
          "{\"type\": \"mlp\", \"sizes\": [12, 8, 4, 3], \"activation\": \"Tanh\"}",
          "[\"Conv2d(3, 8, 5, padding=2)\", \"ReLU\", \"Flatten\", \"Linear(4, 2)\"]",
          "{\"type\": \"Sequential\", \"layers\": [{\"name\": \"a\", \"type\": \"PReLU\"},"
              + " [\"BatchNorm2d(3)\", {\"type\": \"Dropout\", \"p\": 0.5}]]}",
          "[\"Embedding(10, 4, padding_idx=-1)\", \"GroupNorm(2, 4)\", \"Bilinear(2, 3, 4)\","
              + " \"ConvTranspose2d(3, 2, (2, 3), stride=2)\", \"Upsample(scale_factor=2)\","
              + " \"Fold((4, 4), 2)\", \"AvgPool2d(2)\", \"LayerNorm([2, 3])\","
              + " \"AdaptiveMaxPool2d((None, 3))\", \"Unflatten(1, (2, 2))\","
              + " \"PixelShuffle(2)\"]");

  private static final String[] PIECES = {
    "[",
    "]",
    "{",
    "}",
    "(",
    ")",
    "\"",
    "'",
    ",",
    ":",
    "=",
    "-1",
    "0",
    "99999999",
    "1e308",
    "NaN",
    "2147483647",
    "9223372036854775808",
    "null",
    "None",
    "true",
    "\"type\"",
    "\"class\"",
    "mlp",
    "Conv2d",
    "resnet20",
    " ",
    "\\",
    "\u0000",
    "\ud800",
    "[[[[",
    "inplace=",
    "Linear("
  };

  private static String refusal(String text) {
    return assertThrows(IllegalArgumentException.class, () -> ModuleSpec.parse(text)).getMessage();
  }

  @Test
  void depthHasALimit() {
    for (String open : List.of("[", "{\"type\":\"Sequential\",\"layers\":[", "{\"a\":")) {
      for (int levels : new int[] {250, 1_001, 5_000, 200_000 / open.length()}) {
        String message = refusal(open.repeat(levels));
        assertTrue(message.contains("nested deeper than 200 levels"), message);
      }
    }
    for (int levels : new int[] {101, 5_000, 200_000}) {
      assertTrue(refusal("mlp(" + "[".repeat(levels)).contains("nested deeper than 100 levels"));
      assertTrue(refusal("mlp(" + "(".repeat(levels)).length() < 300);
    }
    String deep = "[".repeat(150) + "\"ReLU\"" + "]".repeat(150);
    assertEquals(151, ModuleSpec.parse(deep).create().modules().size());
  }

  @Test
  void whatANetworkTakesIsSaidBeforeItIsAllocated() {
    long heap = Runtime.getRuntime().maxMemory();
    int layers = (int) (heap / (4L * 40_000 * 40_000)) + 1;
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < layers; i++) {
      texts.add("\"Linear(40000, 40000, bias=False)\"");
    }
    String message = refusal(texts.toString());
    assertTrue(message.contains("takes 6,400,000,000 bytes"), message);
    assertTrue(message.contains((layers - 1) + ".weight of a Linear, of shape"), message);
    assertTrue(message.contains("40000, 40000"), message);
    assertTrue(message.contains("this JVM can hold " + String.format("%,d", heap)), message);
    assertTrue(message.contains("spark.driver.memory"), message);
    // 2^46 bytes: more than any heap here, by each way to name a network
    for (String huge :
        List.of(
            "mlp([46000, 46000" + ", 46000".repeat(998) + "])",
            "{\"type\":\"mlp\",\"sizes\":[46000, 46000" + ", 46000".repeat(998) + "]}",
            "[" + "\"Embedding(2000000000, 1)\",".repeat(2000) + "\"ReLU\"]")) {
      assertTrue(refusal(huge).contains("this JVM can hold"), huge.substring(0, 40));
    }
    assertTrue(refusal("Linear(100000, 100000)").contains("more than 2^31-1 elements"));
    assertTrue(refusal("x".repeat(300_000)).contains("300000 characters, wanted 262144 at most"));
  }

  /** The sizes that are added up are those of the layers when they are made. */
  @Test
  void layersWithoutMemoryHaveTheShapesOfRealOnes() {
    for (String text : VALID) {
      Module real = ModuleSpec.parse(text).create();
      Module meta;
      try (var scope = MetaTensors.use()) {
        meta = ModuleSpec.parse(text).create();
      }
      assertEquals(real.toString(), meta.toString());
      long bytes = 0;
      for (String name : real.stateDict().keySet()) {
        assertEquals(real.stateDict().get(name).shape(), meta.stateDict().get(name).shape());
        bytes += MetaTensors.bytes(real.stateDict().get(name));
      }
      assertEquals(bytes, meta.stateDict().values().stream().mapToLong(MetaTensors::bytes).sum());
    }
  }

  @Test
  void shortTextsDoNotMakeNetworksOfNetworks() {
    String ones = "1" + ",1".repeat(900);
    assertTrue(
        refusal(
                "{\"type\":\"mlp\",\"sizes\":["
                    + ones
                    + "],\"activation\":\"mlp(["
                    + ones
                    + "])\"}")
            .contains("a layer without layers inside"));
    assertTrue(refusal("mlp([1" + ",1".repeat(100_000) + "])").contains("at most 1000 sizes"));
  }

  @Property(tries = 1000)
  void noise(@ForAll @StringLength(max = 200) String text) {
    parse(text);
    parse("[" + text);
    parse("mlp(" + text);
  }

  @Property(tries = 2000)
  void mutations(@ForAll long seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder(VALID.get(random.nextInt(VALID.size())));
    for (int change = 1 + random.nextInt(4); change > 0; change--) {
      int at = random.nextInt(text.length() + 1);
      int end = Math.min(text.length(), at + random.nextInt(8));
      String piece = PIECES[random.nextInt(PIECES.length)];
      switch (random.nextInt(4)) {
        case 0 -> text.insert(at, piece);
        case 1 -> text.delete(at, end);
        case 2 -> text.replace(at, end, piece);
        default -> text.insert(at, text.substring(at, end).repeat(1 + random.nextInt(40)));
      }
    }
    parse(text.toString());
  }

  private static void parse(String text) {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          try {
            ModuleSpec.parse(text).toJson();
          } catch (IllegalArgumentException refused) {
            assertTrue(refused.getMessage().length() < 4_000, refused.getMessage());
          }
        });
  }
}
