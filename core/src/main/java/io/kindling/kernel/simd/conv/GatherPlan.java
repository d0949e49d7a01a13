package io.kindling.kernel.simd.conv;

import io.kindling.kernel.ConvGeometry;
import io.kindling.kernel.Lanes;
import io.kindling.kernel.simd.tile.QuadTile;
import io.kindling.kernel.simd.tile.Tile;
import io.kindling.kernel.simd.tile.ZeroTile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How a forward convolution, or its gradient to the input, is walked: which rows and columns each
 * output pixel gathers, and how the weights are packed for that.
 *
 * <p>Weights are packed once for each <em>variant</em>, a set of kernel rows that one call of a
 * micro-kernel handles. <em>Direct</em>: a variant is a single kernel row; its taps and channels
 * are one contiguous run of the input. <em>Tabled</em>: a variant is all kernel rows an output row
 * has, and an output pixel's whole window is one loop, which looks up in a table where the steps
 * are. That pays when a row's run is short, and for six channels, which make one tile that cannot
 * add to what is there; it is the only way when dilation or groups break the run.
 */
public final class GatherPlan {
  /** Runs from this length on are worth a call of their own. */
  private static final int DIRECT_RUN = 64;

  /** Weights that are worth handing to a thread. */
  private static final int STRIP = 1 << 12;

  /** The same for {@link QuadTile}: shorter, for a whole window takes most of the cache. */
  private static final int DIRECT_IMAGE = 40;

  final TapPlan rows;
  final TapPlan columns;
  final int inChannels;
  final int outChannels;
  final int groups;
  final boolean direct;

  /** Whether results of just three channels are made two pixels of two blocks at a time. */
  final boolean quads;

  /** Whether a row that gathers nothing is set to zero along with the row above it. */
  final boolean zerosBelow;

  /** The greatest height of a tile: low ones where several calls add up. */
  final int maxHeight;

  /** Kernel rows of each variant. */
  final int[][] variants;

  /** Where each variant's weights begin. */
  final int[] variantStart;

  /** Floats of all packed weights. */
  final int packedSize;

  /** The variant of each output row; only for tabled walks. */
  final int[] rowVariant;

  /**
   * Where the steps of a window of so many rows are in the input, from its first one on; not for
   * direct walks.
   */
  final int[][] tables;

  /** Output channels whose weights are packed at a time: whole tiles. */
  private final int strip;

  /** Taps before each column group. */
  private final int[] columnGroupStart;

  private final int kernelWidth;
  private final int outStride;
  private final int inStride;
  private final int groupStride;

  public static GatherPlan forward(ConvGeometry g) {
    return new GatherPlan(g, true);
  }

  public static GatherPlan backward(ConvGeometry g) {
    return new GatherPlan(g, false);
  }

  private GatherPlan(ConvGeometry g, boolean forward) {
    this.rows = TapPlan.rows(g, forward);
    this.columns = TapPlan.columns(g, forward);
    this.groups = g.groups();
    this.inChannels = forward ? g.inChannels() : g.outChannels();
    this.outChannels = forward ? g.outChannels() : g.inChannels();
    this.kernelWidth = g.kernelWidth();
    int taps = g.kernelHeight() * g.kernelWidth();
    this.outStride = forward ? g.groupInChannels() * taps : taps;
    this.inStride = forward ? taps : g.groupInChannels() * taps;
    this.groupStride = g.groupOutChannels() * g.groupInChannels() * taps;
    int run = columns.maxCount() * inChannels;
    boolean contiguous = groups == 1 && (columns.step == 1 || columns.maxCount() <= 1);
    boolean image = groups == 1 && outChannels == QuadTile.HEIGHT;
    this.quads = image && Tile.HIGH > Tile.LOW;
    // Alike for every width of vectors, for the order of additions depends on it.
    int least = image ? DIRECT_IMAGE : DIRECT_RUN;
    boolean six = outChannels == 6;
    this.direct = contiguous && (rows.maxCount() <= 1 || run >= least && !six);
    this.maxHeight = direct && rows.maxCount() > 1 ? Tile.LOW : Tile.HIGH;
    // Forward, a bias might be added before.
    boolean single = !forward && rows.maxCount() == 1 && columns.maxCount() == 1;
    this.zerosBelow = direct && single && maxHeight == ZeroTile.HEIGHT;
    this.rowVariant = new int[rows.outputs];
    this.variants = direct ? singleRows(g.kernelHeight()) : rowSets();
    this.variantStart = new int[variants.length];
    int size = 0;
    for (int v = 0; v < variants.length; v++) {
      variantStart[v] = size;
      size += variants[v].length * kernelWidth * groupIn() * outChannels;
    }
    this.packedSize = size;
    this.tables = new int[rows.maxCount() + 1][];
    for (int count = 0; count < tables.length; count++) {
      tables[count] = table(count);
    }
    this.columnGroupStart = new int[columns.taps.length];
    for (int c = 1; c < columnGroupStart.length; c++) {
      columnGroupStart[c] = columnGroupStart[c - 1] + columns.taps[c - 1].length;
    }
    int eight = 8 * Math.max(1, packedSize / (variants.length * outChannels));
    this.strip = 8 * ((STRIP + eight - 1) / eight);
  }

  int groupIn() {
    return inChannels / groups;
  }

  int groupOut() {
    return outChannels / groups;
  }

  /** Floats of one block of sixteen input samples. */
  int inBlock() {
    return rows.inputs * columns.inputs * inChannels * Lanes.BLOCK;
  }

  /** Floats of one block of sixteen output samples. */
  int outBlock() {
    return rows.outputs * columns.outputs * outChannels * Lanes.BLOCK;
  }

  /** Where the weights of a variant for output channels from {@code channel} on begin. */
  int tileStart(int variant, int channel) {
    return variantStart[variant] + channel * kernelWidth * variants[variant].length * groupIn();
  }

  /** Taps of the variant that come before those of output column {@code x}, for each channel. */
  int tapsBefore(int variant, int x) {
    int column = columnGroupStart[columns.group[x]] + columns.first[x];
    return column * variants[variant].length * groupIn();
  }

  /**
   * Packs the weights of one variant for a strip of a group's output channels: for each tile of
   * them, {@code [column taps][kernel rows][input channels][tile height]}.
   */
  void pack(int variant, int group, int number, float[] w, int wFrom, float[] packed) {
    int end = Math.min((number + 1) * strip, groupOut());
    int height;
    for (int channel = number * strip; channel < end; channel += height) {
      height = Tile.height(groupOut() - channel, maxHeight);
      int from = wFrom + group * groupStride + channel * outStride;
      int to = tileStart(variant, group * groupOut() + channel);
      for (int[] columnTaps : columns.taps) {
        for (int kw : columnTaps) {
          for (int kh : variants[variant]) {
            packTap(w, from + kh * kernelWidth + kw, packed, to, height);
            to += groupIn() * height;
          }
        }
      }
    }
  }

  /** Strips of each group. */
  int strips() {
    return (groupOut() + strip - 1) / strip;
  }

  private int[] table(int count) {
    int taps = direct ? 0 : columns.maxCount();
    int pixel = inChannels * Lanes.BLOCK;
    int[] table = new int[taps * count * groupIn()];
    int to = 0;
    for (int j = 0; j < taps; j++) {
      for (int i = 0; i < count; i++) {
        int from = (j * columns.step + i * rows.step * columns.inputs) * pixel;
        for (int c = 0; c < groupIn(); c++) {
          table[to++] = from + c * Lanes.BLOCK;
        }
      }
    }
    return table;
  }

  private void packTap(float[] w, int from, float[] packed, int to, int height) {
    for (int c = 0; c < groupIn(); c++) {
      for (int r = 0; r < height; r++) {
        packed[to++] = w[from + r * outStride];
      }
      from += inStride;
    }
  }

  private static int[][] singleRows(int kernelHeight) {
    int[][] sets = new int[kernelHeight][];
    for (int k = 0; k < kernelHeight; k++) {
      sets[k] = new int[] {k};
    }
    return sets;
  }

  private int[][] rowSets() {
    List<int[]> sets = new ArrayList<>();
    for (int y = 0; y < rows.outputs; y++) {
      int from = rows.first[y];
      int[] set = Arrays.copyOfRange(rows.taps[rows.group[y]], from, from + rows.count[y]);
      int found = 0;
      while (found < sets.size() && !Arrays.equals(sets.get(found), set)) {
        found++;
      }
      if (found == sets.size()) {
        sets.add(set);
      }
      rowVariant[y] = found;
    }
    return sets.toArray(new int[0][]);
  }
}
