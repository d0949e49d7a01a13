package io.kindling.spark.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What stands in TensorBoard's event files: records and their steps; the messages are compared with
 * TensorBoard's own where they are written.
 *
 * @param step of the event
 * @param text its bytes, as Latin letters
 */
public record EventFile(long step, String text) {

  /** All events of the files in a folder, in the order of the files' names. */
  public static List<EventFile> read(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.walk(folder)) {
      files =
          found
              .filter(f -> f.getFileName().toString().startsWith("events.out"))
              .sorted(Comparator.comparing(EventFile::number))
              .toList();
    }
    List<EventFile> events = new ArrayList<>();
    for (Path file : files) {
      ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      while (in.remaining() >= 16) {
        int length = (int) in.getLong();
        in.getInt();
        byte[] event = new byte[length];
        in.get(event);
        in.getInt();
        events.add(new EventFile(step(event), new String(event, StandardCharsets.ISO_8859_1)));
      }
    }
    return events;
  }

  /** Files of one process are numbered at the end of their names. */
  private static int number(Path file) {
    String name = file.getFileName().toString();
    return Integer.parseInt(name.substring(name.lastIndexOf('.') + 1));
  }

  /** After the time, which takes nine bytes; none is 0. */
  private static long step(byte[] event) {
    if (event.length < 11 || event[9] != 16) {
      return 0;
    }
    long step = 0;
    for (int i = 10, shift = 0; ; i++, shift += 7) {
      step |= (long) (event[i] & 0x7f) << shift;
      if (event[i] >= 0) {
        return step;
      }
    }
  }

  /** The steps of the events that hold this tag. */
  public static List<Long> steps(List<EventFile> events, String tag) {
    return events.stream()
        .filter(event -> event.text.contains((char) tag.length() + tag))
        .filter(event -> tag.startsWith("_hparams_") || !event.text.contains("_hparams_"))
        .map(EventFile::step)
        .toList();
  }
}
