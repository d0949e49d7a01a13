package io.kindling.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.data.DataException;
import io.kindling.data.table.ColumnSpecs;
import io.kindling.data.table.TableEncoder;
import io.kindling.io.Safetensors;
import io.kindling.nn.Module;
import io.kindling.nn.models.WideAndDeep;
import io.kindling.nn.spec.ModuleSpec;
import io.kindling.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A saved network over several columns, without Spark. */
class TablePredictorTest {
  private static final List<Map<String, Object>> ROWS =
      List.of(Map.of("age", 3, "city", "Oslo"), Map.of("age", 5, "city", "Bergen"));

  @TempDir Path folder;

  private final TableEncoder inputs =
      TableEncoder.fit(ColumnSpecs.parse("age: numeric, city: categorical"), ROWS, false);

  private Module save() throws IOException {
    Module network = new WideAndDeep(WideAndDeep.Options.hidden(4), 2, inputs.packed());
    Files.writeString(folder.resolve("inputs.json"), inputs.toJson());
    Files.writeString(folder.resolve("architecture.json"), ModuleSpec.of(network).toJson());
    Safetensors.write(network.stateDict(), Map.of(), folder.resolve("weights.safetensors"));
    return network;
  }

  @Test
  void whatWasSavedPredictsTheSame() throws IOException {
    Module network = save();
    TablePredictor predictor = TablePredictor.load(folder);
    float[] expected = network.call(Tensors.wrap(inputs.encode(ROWS.get(1)), 1, 2)).toFloatArray();
    assertArrayEquals(expected, predictor.predict(ROWS.get(1)));
    assertArrayEquals(expected, predictor.predict(ROWS)[1], 1e-6f);
    assertEquals(0, predictor.predict(List.of()).length);
    DataException bad =
        assertThrows(DataException.class, () -> predictor.predict(Map.of("city", "Oslo")));
    assertTrue(bad.getMessage().startsWith("column age: is null"), bad.getMessage());
  }

  @Test
  void whatIsMissingOrDamagedIsTold() throws IOException {
    save();
    Files.writeString(folder.resolve("inputs.json"), "{}");
    DataException damaged = assertThrows(DataException.class, () -> TablePredictor.load(folder));
    assertTrue(damaged.getMessage().contains("cannot be loaded"), damaged.getMessage());
    Files.delete(folder.resolve("inputs.json"));
    DataException missing = assertThrows(DataException.class, () -> TablePredictor.load(folder));
    assertTrue(missing.getMessage().contains("there is no inputs.json"), missing.getMessage());
  }
}
