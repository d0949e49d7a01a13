package io.kindling.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kindling.io.Safetensors;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StateDictTest {
  private static final class Net extends Module {
    private static final long serialVersionUID = 1L;

    Net() {
      register("fc", new Linear(3, 2));
      registerBuffer("running", Tensors.ones(2));
      registerTransientBuffer("scratch", Tensors.ones(1));
      registerParameter("scale", Tensors.ones(1));
      registerParameter("absent", null);
    }
  }

  @Test
  void keysStandInPyTorchsOrder() {
    assertEquals(
        List.of("scale", "running", "fc.weight", "fc.bias"),
        List.copyOf(new Net().stateDict().keySet()));
  }

  @Test
  void aStateDictSharesMemoryAndHasNoHistory() {
    Net net = new Net();
    Tensor running = net.stateDict().get("running");
    running.fill_(7);
    assertEquals(7, net.namedBuffers().get("running").get(1));
    assertFalse(net.stateDict().get("fc.weight").requiresGrad());
  }

  @Test
  void travelsThroughAFile() throws IOException {
    Net from = new Net();
    Net to = new Net();
    FlatParameters flat = FlatParameters.of(to);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(from.stateDict(), out);
    StateDictKeys keys =
        to.loadStateDict(Safetensors.read(new ByteArrayInputStream(out.toByteArray())).tensors());
    assertEquals("<All keys matched successfully>", keys.toString());
    assertArrayEquals(
        from.namedParameters().get("fc.weight").toFloatArray(),
        to.namedParameters().get("fc.weight").toFloatArray());
    assertEquals(from.namedParameters().get("fc.weight").get(0, 0), flat.values()[1]);
  }

  @Test
  void mismatchesAreToldAsPyTorchTellsThem() {
    Net net = new Net();
    Map<String, Tensor> state = new LinkedHashMap<>(new Net().stateDict());
    state.replaceAll((name, tensor) -> Tensors.zerosLike(tensor));
    state.remove("running");
    state.remove("scale");
    state.put("other", Tensors.ones(1));
    state.put("fc.weight", Tensors.ones(2, 4));
    float[] before = net.stateDict().get("fc.bias").toFloatArray();
    String message =
        assertThrows(IllegalArgumentException.class, () -> net.loadStateDict(state)).getMessage();
    assertEquals(
        "Error(s) in loading state_dict for Net:\n"
            + "\tMissing key(s) in state_dict: \"scale\", \"running\". \n"
            + "\tUnexpected key(s) in state_dict: \"other\". \n"
            + "\tsize mismatch for fc.weight: copying a param with shape torch.Size([2, 4]) from"
            + " checkpoint, the shape in current model is torch.Size([2, 3]).",
        message);
    assertArrayEquals(before, net.stateDict().get("fc.bias").toFloatArray(), "must be unchanged");
    state.remove("fc.weight");
    StateDictKeys keys = net.loadStateDict(state, false);
    assertEquals(
        "_IncompatibleKeys(missing_keys=['scale', 'running', 'fc.weight'],"
            + " unexpected_keys=['other'])",
        keys.toString());
    assertArrayEquals(new float[2], net.stateDict().get("fc.bias").toFloatArray());
  }
}
