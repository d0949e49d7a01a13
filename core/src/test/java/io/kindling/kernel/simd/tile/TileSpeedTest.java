package io.kindling.kernel.simd.tile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.kernel.Kernels;
import io.kindling.kernel.Lanes;
import io.kindling.kernel.PeakKernel;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each tile by itself in a fresh JVM, beside the peak of the core in the same run. Where the JIT
 * makes objects of vectors a tile is ten and more times slower, so a bound of a tenth of what it
 * can reach tells, on a busy machine too. A tile of few sums waits for its own additions: it
 * reaches as much less as it has fewer than eight.
 */
@Tag("long")
final class TileSpeedTest {
  private static final double BOUND = 0.1;
  private static final int ENOUGH = 8;

  /** Vectors of narrower machines are faster than scalars by so much at least. */
  private static final double VECTORS = 1.5;

  /** Steps of a call: what they read stays in the first-level cache. */
  private static final int STEPS = 64;

  private static final int PIXELS = 32;
  private static final int ROUNDS = 25;
  private static final long ROUND_NANOS = 10_000_000;

  /** The tiles this machine uses. */
  static Stream<TileGenerator.Described> tiles() {
    return TileGenerator.tiles().stream().filter(TileSpeedTest::isUsedHere);
  }

  private static boolean isUsedHere(TileGenerator.Described tile) {
    boolean wide = Tile.HIGH > Tile.LOW;
    return switch (tile.in()) {
      case "ZeroTile", "QuadTile" -> wide;
      case "PixelTile4" -> tile.sums() <= 4 * PixelTile.width(4);
      case "PixelTile6" -> tile.sums() <= 6 * PixelTile.width(6);
      case "StreamTile" -> wide || !tile.method().equals("eight");
      default -> wide || !List.of("six", "eight").contains(tile.method());
    };
  }

  @ParameterizedTest
  @MethodSource("tiles")
  void noTileMakesObjectsOfVectors(TileGenerator.Described tile) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                TileSpeedTest.class.getName(),
                tile.in(),
                tile.method())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    byte[] out = process.getInputStream().readAllBytes();
    String said = new String(out, StandardCharsets.UTF_8).strip();
    assertEquals(0, process.waitFor(), said);
    String[] rates = said.substring(said.lastIndexOf('\n') + 1).split(" ");
    double scalar = Double.parseDouble(rates[0]);
    double peak = Double.parseDouble(rates[1]);
    double reached = Double.parseDouble(rates[2]);
    double wanted = BOUND * Math.min(1, (double) tile.sums() / ENOUGH) * peak;
    String figures =
        String.format(
            "%s.%s: %.1f GFLOP/s, at least %.1f wanted of a peak of %.1f (scalar %.1f)",
            tile.in(), tile.method(), reached, wanted, peak, scalar);
    System.out.println(figures);
    assertTrue(
        peak > VECTORS * scalar, () -> "the peak itself has objects for vectors: " + figures);
    assertTrue(reached > wanted, figures);
  }

  /** The process under test: the scalar peak, the peak and the tile, in GFLOP/s. */
  public static void main(String[] args) throws Throwable {
    in = args[0];
    method = args[1];
    double[] best = new double[3];
    for (int round = 0; round < ROUNDS; round++) {
      best[0] = Math.max(best[0], peak(Kernels.scalar().peak()));
      best[1] = Math.max(best[1], peak(Kernels.simd().peak()));
      best[2] = Math.max(best[2], tile());
    }
    System.out.println(best[0] + " " + best[1] + " " + best[2]);
  }

  private static double peak(PeakKernel kernel) {
    long begin = System.nanoTime();
    long nanos = 0;
    long calls = 0;
    for (; nanos < ROUND_NANOS; nanos = System.nanoTime() - begin, calls++) {
      sink += kernel.run(10_000);
    }
    return 2.0 * calls * 10_000 * kernel.multiplyAdds() / nanos;
  }

  private static double tile() throws Throwable {
    long begin = System.nanoTime();
    long nanos = 0;
    long calls = 0;
    for (; nanos < ROUND_NANOS; nanos = System.nanoTime() - begin, calls += 100) {
      for (int i = 0; i < 100; i++) {
        Bound.TILE.invokeExact();
      }
    }
    return 2.0 * calls * Bound.MULTIPLY_ADDS / nanos;
  }

  /** The tile under test. */
  private static String in;

  private static String method;

  /** For the peak's results, lest the JIT leave them out. */
  private static float sink;

  /** The tile with its operands, as constants. */
  private static final class Bound {
    static final MethodHandle TILE;
    static final long MULTIPLY_ADDS;

    static {
      TileGenerator.Described tile =
          TileGenerator.tiles().stream()
              .filter(t -> t.in().equals(in) && t.method().equals(method))
              .findFirst()
              .orElseThrow();
      boolean pixels = tile.parameters().contains("xStep");
      try {
        Class<?> type = Class.forName(TileGenerator.class.getPackageName() + "." + in);
        Method found =
            Arrays.stream(type.getDeclaredMethods())
                .filter(m -> m.getName().equals(method))
                .findFirst()
                .orElseThrow();
        MethodHandle handle =
            MethodHandles.privateLookupIn(type, MethodHandles.lookup()).unreflect(found);
        Object[] arguments =
            Arrays.stream(tile.parameters().split(", "))
                .map(p -> argument(p.substring(p.indexOf(' ') + 1), pixels))
                .toArray();
        TILE = MethodHandles.insertArguments(handle, 0, arguments);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
      MULTIPLY_ADDS = (long) (pixels ? PIXELS : STEPS) * tile.sums() * Tile.WIDTH;
    }

    /** Places that are within the arrays, as offsets and as indices. */
    private static Object argument(String name, boolean pixels) {
      return switch (name) {
        case "x", "w", "d", "y" -> numbers();
        case "at" -> table();
        case "n" -> pixels ? PIXELS : STEPS;
        case "row" -> PIXELS / 2;
        case "xStep", "rowStep" -> 5 * Tile.BLOCK;
        case "dStep" -> pixels ? 6 * Tile.BLOCK : STEPS + Tile.BLOCK;
        case "yStep", "group" -> Tile.BLOCK;
        case "zeros" -> 4096;
        default -> Lanes.START + place(name.charAt(name.length() - 1)) * STEPS * Tile.BLOCK;
      };
    }

    /** 0 for xo and x0, then 1, 2 and 3. */
    private static int place(char last) {
      return Character.isDigit(last) ? last - '0' : 0;
    }

    private static float[] numbers() {
      float[] numbers = new float[1 << 14];
      Arrays.fill(numbers, 1e-3f);
      return numbers;
    }

    private static int[] table() {
      int[] table = new int[STEPS];
      for (int i = 0; i < STEPS; i++) {
        table[i] = i * Tile.BLOCK;
      }
      return table;
    }
  }
}
