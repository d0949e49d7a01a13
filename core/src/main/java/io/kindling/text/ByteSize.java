package io.kindling.text;

import java.util.Locale;

/** Amounts of memory for people: kB and MB of 1,000 and 1,000,000 bytes. */
public final class ByteSize {
  private static final double TEN = 10;

  private ByteSize() {}

  /** With two or three digits, as 9.9 kB, 512 kB, 1.6 MB and 1,226 MB. */
  public static String words(long bytes) {
    return bytes < 1_000_000 ? words(bytes / 1e3, "kB") : words(bytes / 1e6, "MB");
  }

  private static String words(double amount, String unit) {
    return String.format(Locale.ROOT, amount < TEN ? "%.1f %s" : "%,.0f %s", amount, unit);
  }
}
