package io.kindling.nn;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.nn.spec.Modules;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad input: the message says which operation, what it got and what it wants. */
final class LayerErrorsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Conv2d(3, 4, 3) | 1,2,5,5 | to have 3 channels, but got 2 channels instead",
        "Conv2d(3, 4, 3) | 3,5 | Expected 3D (unbatched) or 4D (batched) input to conv2d",
        "Conv1d(3, 4, 3) | 3 | Expected 2D (unbatched) or 3D (batched) input to conv1d",
        "ConvTranspose2d(3, 4, 3) | 1,2,5,5 | conv_transpose2d",
        "MaxPool2d(2) | 4,4 | input to max_pool2d",
        "MaxPool2d(3) | 1,1,2,2 | Output size is too small",
        "MaxPool2d(2, padding=2) | 1,1,4,4 | pad should be at most half of effective kernel size",
        "AvgPool2d(3) | 1,1,2,2 | avg_pool2d: Given input size",
        "AvgPool1d(2) | 4 | input to avg_pool1d",
        "AdaptiveAvgPool2d(2) | 4 | input to adaptive_avg_pool2d",
        "AdaptiveMaxPool2d(-3) | 1,4,4 | adaptive_max_pool2d: elements of output_size",
        "Linear(3, 2) | 2,4 | linear: input of shape [2, 4] must have 3 features",
        "BatchNorm1d(3) | 2,3,4,5 | BatchNorm1d: expected 2D or 3D input (got 4D input",
        "BatchNorm2d(3) | 2,3 | BatchNorm2d: expected 4D input (got 2D input",
        "BatchNorm2d(3) | 2,4,2,2 | BatchNorm2d: expected 3 channels",
        "BatchNorm1d(3) | 1,3 | Expected more than 1 value per channel when training",
        "InstanceNorm2d(3) | 2,4,2,2 | InstanceNorm2d: expected 3 channels",
        "InstanceNorm1d(3) | 2,3,1 | Expected more than 1 spatial element when training",
        "LayerNorm(3) | 2,4 | layer_norm: Given normalized_shape=[3]",
        "RMSNorm(3) | 2,4 | rms_norm: Given normalized_shape=[3]",
        "GroupNorm(2, 4) | 2,3 | group_norm",
        "GroupNorm(2, 4) | 2,6,1 | group_norm",
        "Dropout2d(0.5) | 3,4 | dropout2d: expected input (N, C, H, W) or (C, H, W)",
        "Unflatten(1, (2, 3)) | 2,5 | Unflatten",
        "PixelShuffle(2) | 1,3,2,2 | divisible by the square of upscale_factor",
        "PixelUnshuffle(2) | 1,1,3,2 | divisible by downscale_factor",
        "ChannelShuffle(2) | 1,3,2,2 | divisible by groups",
        "Unfold(4) | 1,1,3,3 | unfold: no window of 4x4 fits",
        "Fold(4, 2) | 1,4,5 | calculated number of sliding blocks 3 * 3 = 9",
        "Fold(4, 2) | 1,3,9 | fold: expected input (N, C * 2 * 2, windows)",
        "Upsample(scale_factor=2, mode='bilinear') | 1,2,3 | mode bilinear wants 4D input",
        "Upsample(scale_factor=2, mode='linear') | 1,2,3,4 | mode linear wants 3D input",
        "Upsample(size=(2, 3)) | 1,2,3 | Input and output sizes should be greater than 0",
        "ReflectionPad2d(3) | 1,3,3 | Padding size should be less than",
        "CircularPad1d(4) | 1,3 | Padding size should be at most",
        "ZeroPad2d(1) | 3 | ZeroPad2d: expected 3D or 4D input",
        "ConstantPad1d(-2, 0.0) | 1,3 | negative size",
        "GLU() | 2,3 | glu: Halving dimension must be even",
        "PReLU(3) | 2,4 | prelu: Mismatch of parameter numbers",
        "Softmax2d() | 2,4 | Softmax2d: expected input to be 3D or 4D",
        "Softmax(2) | 2,4 | Dimension out of range",
        "Flatten(2, 1) | 2,3,4 | start_dim cannot come after end_dim",
        "Embedding(3, 2) | 2 | embedding: expected indices of torch.int64"
      })
  void badInputIsNamed(String layer, String sizes, String message) {
    int[] shape = Arrays.stream(sizes.split(",")).mapToInt(Integer::parseInt).toArray();
    Module module = Modules.parse(layer);
    Tensor input = Tensor.allocate(DType.FLOAT32, Shape.of(shape));
    RuntimeException error = assertThrows(RuntimeException.class, () -> module.call(input));
    assertTrue(error.getMessage().contains(message), error.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Conv2d(3, 4, 3, groups=2) | in_channels (3) and out_channels (4) must be divisible",
        "Conv2d(3, 4, 0) | kernel_size, stride and dilation must be positive",
        "Conv2d(3, 4, (1, 2, 3)) | kernel_size takes 1 or 2 numbers, got 3",
        "Conv2d(3, 4, 3, padding='same', stride=2) | not supported for strided convolutions",
        "ConvTranspose2d(3, 4, 3, output_padding=1) | output padding must be smaller",
        "ConvTranspose2d(3, 4, 3, padding_mode='reflect') | Only \"zeros\" padding mode",
        "MaxPool2d(0) | pooling: kernel_size, stride and dilation must be positive",
        "AvgPool2d(2, divisor_override=0) | divisor must be not zero",
        "GroupNorm(3, 4) | num_channels (4) must be divisible by num_groups (3)",
        "Embedding(3, 2, padding_idx=3) | Padding_idx must be within num_embeddings",
        "Embedding(0, 2) | must be positive",
        "Hardtanh(1, 0) | max_val must be larger than min_val",
        "GELU('odd') | approximate argument must be either none or tanh",
        "Upsample(scale_factor=-1) | scale_factor must be positive",
        "Upsample(scale_factor=2, mode='odd') | unknown mode 'odd'",
        "Upsample(scale_factor=2, align_corners=True) | align_corners option can only be set",
        "ZeroPad2d((1, 2)) | ZeroPad2d: padding takes 1 or 4 amounts, got [1, 2]",
        "PReLU(0) | num_parameters must be positive",
        "Linear(-1, 2) | features must not be negative"
      })
  void badSettingsAreNamed(String layer, String message) {
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> Modules.parse(layer));
    assertTrue(error.getMessage().contains(message), error.getMessage());
  }

  /** Whole numbers where real ones are wanted, and float32 where the layer has float64. */
  @Test
  void otherTypesAreRefused() {
    Tensor whole = Tensors.zeros(DType.INT64, 1, 1, 4, 4);
    for (String layer :
        new String[] {
          "Conv2d(1, 1, 3)",
          "ELU()",
          "Hardshrink()",
          "GLU()",
          "Softplus()",
          "RReLU()",
          "Softshrink()"
        }) {
      assertThrows(IllegalArgumentException.class, () -> Modules.parse(layer).call(whole), layer);
    }
    Module wide = new Conv2d(1, 1, 3).double_();
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> wide.call(Tensors.zeros(1, 1, 4, 4)));
    assertTrue(error.getMessage().contains("should be the same"), error.getMessage());
    Embedding table = new Embedding(3, 2);
    assertThrows(RuntimeException.class, () -> table.call(Tensors.tensor(3L)));
    assertThrows(RuntimeException.class, () -> table.call(Tensors.tensor(-1L)));
  }
}
