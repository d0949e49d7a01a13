package io.kindling.examples.bench;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How PyTorch is set: what runs as it is written, and what its own guides to speed name. */
enum PeerSetting {
  EAGER("eager"),
  CHANNELS_LAST("channels_last"),
  COMPILE("compile"),
  COMPILE_CHANNELS_LAST("compile+channels_last"),
  BF16("compile+channels_last+bf16");

  private final String words;

  PeerSetting(String words) {
    this.words = words;
  }

  /** Whether it computes with the same precision as Kindling does. */
  boolean isFloat32() {
    return this != BF16;
  }

  /** The words of the script that measures. */
  @Override
  public String toString() {
    return words;
  }

  /** From the words on the command line. */
  static final class Converter implements ITypeConverter<PeerSetting> {
    @Override
    public PeerSetting convert(String value) {
      return Arrays.stream(values())
          .filter(setting -> setting.words.equals(value))
          .findFirst()
          .orElseThrow(() -> new TypeConversionException("'" + value + "' is none of " + names()));
    }
  }

  /** All words, for the help. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return names().iterator();
    }
  }

  private static List<String> names() {
    return Stream.of(values()).map(PeerSetting::toString).toList();
  }
}
