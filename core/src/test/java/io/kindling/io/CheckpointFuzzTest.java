package io.kindling.io;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** Any bytes give a checkpoint or a FormatException. */
final class CheckpointFuzzTest {
  private static byte[] valid() throws IOException {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("step", 3L);
    values.put("rates", List.of(0.1, 0.2));
    values.put("name", "run");
    var out = new ByteArrayOutputStream();
    Checkpoint.empty()
        .with("model", new StateDict(Map.of("w", Tensors.ones(2, 3)), Map.of()))
        .with("run", StateDict.ofValues(values))
        .write(out);
    return out.toByteArray();
  }

  private static void read(byte[] bytes) throws IOException {
    try {
      Checkpoint.read(new ByteArrayInputStream(bytes));
    } catch (FormatException refused) {
      assertFalse(refused.getMessage().isEmpty());
    }
  }

  @Property(tries = 500)
  void noise(@ForAll byte[] bytes) throws IOException {
    read(bytes);
  }

  @Property(tries = 2000)
  void mutations(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    byte[] bytes = valid();
    for (int change = random.nextInt(5); change >= 0; change--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    read(random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes);
  }

  /** A file whose checksum is right, around values that nobody would write. */
  private static byte[] sealed(String json) throws IOException {
    Map<String, Tensor> tensors = Map.of("model.w", Tensors.ones(2));
    CRC32C crc = new CRC32C();
    Safetensors.write(tensors, new CheckedOutputStream(OutputStream.nullOutputStream(), crc));
    crc.update(json.getBytes(StandardCharsets.UTF_8));
    var out = new ByteArrayOutputStream();
    Map<String, String> metadata =
        Map.of(
            "format",
            "kindling-checkpoint",
            "version",
            "1",
            "values",
            json,
            "checksum",
            String.format("%08x", crc.getValue()));
    Safetensors.write(tensors, metadata, out);
    return out.toByteArray();
  }

  @Property(tries = 1000)
  void sealedNoise(@ForAll @StringLength(max = 100) String json) throws IOException {
    read(sealed(json));
    read(sealed("{" + json + "}"));
    read(sealed("{\"run\":" + json + "}"));
  }

  @Test
  void sectionsAreObjectsAndNestsHaveALimit() throws IOException {
    for (String json :
        List.of("{\"run\":3}", "{\"run\":null}", "[".repeat(100_000), "{\"a\":".repeat(5_000))) {
      byte[] file = sealed(json);
      String message =
          assertThrows(FormatException.class, () -> Checkpoint.read(new ByteArrayInputStream(file)))
              .getMessage();
      assertTrue(message.length() < 1_000, message);
    }
  }
}
