package io.kindling.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ByteSizeTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0.0 kB",
        "19872 | 20 kB",
        "4968 | 5.0 kB",
        "999999 | 1,000 kB",
        "1600000 | 1.6 MB",
        "154400000 | 154 MB",
        "1226000000 | 1,226 MB"
      })
  void isReadable(long bytes, String words) {
    assertEquals(words, ByteSize.words(bytes));
  }
}
