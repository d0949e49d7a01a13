package io.kindling.spark.data;

import io.kindling.data.Cifar10;
import io.kindling.data.GeneratedImages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Small archives in the layout of CIFAR-10's binary version, of generated images. */
final class Archives {
  static final int RECORDS = 7;
  static final GeneratedImages IMAGES = new GeneratedImages(31);

  private Archives() {}

  static List<String> names() {
    List<String> names = new ArrayList<>(Cifar10.TRAIN_FILES);
    names.add(Cifar10.TEST_FILE);
    return names;
  }

  /** Bytes of file {@code f}: images f * RECORDS and up. */
  static byte[] file(int f) {
    var out = new ByteArrayOutputStream();
    for (int i = f * RECORDS; i < (f + 1) * RECORDS; i++) {
      out.write(IMAGES.label(i));
      out.writeBytes(IMAGES.image(i));
    }
    return out.toByteArray();
  }

  /** The six files and what else the official archive holds, in {@code folder}. */
  static Path folder(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (int f = 0; f < 6; f++) {
      Files.write(folder.resolve(names().get(f)), file(f));
    }
    Files.writeString(folder.resolve("batches.meta.txt"), "airplane\n");
    return folder;
  }

  static Path tar(Path file, boolean gzip) throws IOException {
    try (OutputStream raw = Files.newOutputStream(file);
        OutputStream out = gzip ? new GZIPOutputStream(raw) : raw;
        var tar = new TarArchiveOutputStream(out)) {
      tar.putArchiveEntry(new TarArchiveEntry("cifar-10-batches-bin/"));
      tar.closeArchiveEntry();
      for (int f = 5; f >= 0; f--) { // the official archive is not in order either
        var entry = new TarArchiveEntry("cifar-10-batches-bin/" + names().get(f));
        byte[] bytes = file(f);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
      }
    }
    return file;
  }
}
