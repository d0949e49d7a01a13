package io.kindling.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import org.junit.jupiter.api.Test;

class AnomalyModeTest {
  private final Tensor x = Tensors.tensor(-1f).requiresGrad_();

  private Tensor rootOfANegativeNumber() {
    return x.sqrt().mul(0).add(x).sum();
  }

  @Test
  void namesTheForwardCallThatMadeTheNan() {
    try (var scope = Autograd.detectAnomaly()) {
      Tensor y = rootOfANegativeNumber();
      IllegalStateException failure = assertThrows(IllegalStateException.class, y::backward);
      String message = failure.getMessage();
      assertTrue(
          message.startsWith("Function 'SqrtBackward0' returned nan values in its 0th output."),
          message);
      assertTrue(message.contains("AnomalyModeTest.rootOfANegativeNumber"), message);
      assertEquals("forward call of SqrtBackward0", failure.getCause().getMessage());
    }
  }

  @Test
  void saysWhenTheForwardPassWasNotWatched() {
    Tensor y = rootOfANegativeNumber();
    try (var scope = Autograd.detectAnomaly()) {
      assertTrue(
          assertThrows(IllegalStateException.class, y::backward)
              .getMessage()
              .contains("run the forward pass inside Autograd.detectAnomaly() too"));
    }
  }

  @Test
  void endsWithItsScopeAndCanLeaveNumbersAlone() {
    try (var scope = Autograd.detectAnomaly(false)) {
      rootOfANegativeNumber().backward();
    }
    rootOfANegativeNumber().backward();
    assertTrue(Double.isNaN(x.grad().item()));
  }

  @Test
  void otherErrorsCarryTheForwardCallToo() {
    try (var scope = Autograd.detectAnomaly()) {
      Tensor y = Tensors.ones(2).requiresGrad_().mul(1);
      Tensor z = y.exp().sum();
      Tensor e = y.sin();
      y.add_(1);
      IllegalStateException failure = assertThrows(IllegalStateException.class, e.sum()::backward);
      assertEquals("forward call of SinBackward0", failure.getSuppressed()[0].getMessage());
      z.backward();
    }
  }
}
