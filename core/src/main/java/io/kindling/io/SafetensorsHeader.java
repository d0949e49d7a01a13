package io.kindling.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON header of a safetensors file. Reading trusts nothing: every tensor must be named once,
 * have a known type, and its bytes must be as many as its shape needs; together they must cover the
 * data from its first byte on without gap or overlap.
 */
record SafetensorsHeader(List<SafetensorsEntry> entries, Map<String, String> metadata) {
  static final String METADATA = "__metadata__";

  /** The official library's bound on the header's length in bytes. */
  static final int MAX_LENGTH = 100_000_000;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
          .streamReadConstraints(constraints())
          .build();

  private static StreamReadConstraints constraints() {
    StreamReadConstraints.Builder builder =
        StreamReadConstraints.builder().maxNestingDepth(8).maxStringLength(MAX_LENGTH);
    try {
      builder.getClass().getMethod("maxNameLength", int.class).invoke(builder, MAX_LENGTH);
    } catch (NoSuchMethodException e) {
      return builder.build(); // Jackson 2.15, which Spark 3.5 has, bounds no names.
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot set the bounds of Jackson", e);
    }
    return builder.build();
  }

  /** Number of bytes of data behind the header. */
  long dataLength() {
    return entries.stream().mapToLong(SafetensorsEntry::end).max().orElse(0);
  }

  /** The tensors in the order of their bytes. */
  List<SafetensorsEntry> byOffset() {
    List<SafetensorsEntry> sorted = new ArrayList<>(entries);
    sorted.sort(
        Comparator.comparingLong(SafetensorsEntry::begin).thenComparingLong(SafetensorsEntry::end));
    return sorted;
  }

  /** The header's bytes, padded with spaces to a multiple of eight. */
  byte[] toBytes() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    // A writer of our own: Jackson's writes characters beyond 16 bits as escapes before 2.18.
    try (JsonGenerator json =
        JSON.createGenerator(new OutputStreamWriter(out, StandardCharsets.UTF_8.newEncoder()))) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeObjectFieldStart(METADATA);
        for (var pair : metadata.entrySet()) {
          json.writeStringField(pair.getKey(), pair.getValue());
        }
        json.writeEndObject();
      }
      for (SafetensorsEntry entry : entries) {
        json.writeObjectFieldStart(entry.name());
        json.writeStringField("dtype", SafetensorsEntry.label(entry.dtype()));
        json.writeFieldName("shape");
        json.writeArray(entry.shape().toArray(), 0, entry.shape().dim());
        json.writeFieldName("data_offsets");
        json.writeArray(new long[] {entry.begin(), entry.end()}, 0, 2);
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    while (out.size() % 8 != 0) {
      out.write(' ');
    }
    if (out.size() > MAX_LENGTH) {
      throw new FormatException(
          "safetensors: a header of "
              + out.size()
              + " bytes exceeds the format's bound of "
              + MAX_LENGTH
              + "; keep less in the metadata");
    }
    return out.toByteArray();
  }

  /**
   * Parses and checks a header.
   *
   * @throws FormatException when anything in it is wrong
   */
  static SafetensorsHeader parse(byte[] bytes) throws IOException {
    if (bytes.length == 0 || bytes[0] != '{') {
      throw new FormatException("safetensors: the header does not begin with '{'");
    }
    List<SafetensorsEntry> entries = new ArrayList<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    try (JsonParser json = JSON.createParser(bytes)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        expect(json, JsonToken.START_OBJECT, name, "an object");
        if (name.equals(METADATA)) {
          while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = json.currentName();
            expect(json, JsonToken.VALUE_STRING, METADATA + "\".\"" + key, "a string");
            metadata.put(key, json.getText());
          }
        } else {
          entries.add(entry(json, name));
        }
      }
      if (json.nextToken() != null) {
        throw new FormatException("safetensors: something follows the header's last '}'");
      }
    } catch (StreamConstraintsException e) {
      throw new FormatException("safetensors: the header is refused: " + e.getOriginalMessage(), e);
    } catch (JsonProcessingException e) {
      throw new FormatException(
          "safetensors: the header is not valid JSON at byte "
              + e.getLocation().getByteOffset()
              + ": "
              + e.getOriginalMessage(),
          e);
    }
    SafetensorsHeader header = new SafetensorsHeader(entries, metadata);
    header.checkCoverage();
    return header;
  }

  private static SafetensorsEntry entry(JsonParser json, String name) throws IOException {
    DType dtype = null;
    Shape shape = null;
    long[] offsets = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      switch (field) {
        case "dtype" -> {
          expect(json, JsonToken.VALUE_STRING, name + "\".\"dtype", "a string");
          dtype = dtype(name, json.getText());
        }
        case "shape" -> shape = shape(name, numbers(json, name, field));
        case "data_offsets" -> offsets = numbers(json, name, field);
        default ->
            throw new FormatException(
                "safetensors: tensor \"" + name + "\" has the unknown field \"" + field + "\"");
      }
    }
    if (dtype == null || shape == null || offsets == null) {
      throw new FormatException(
          "safetensors: tensor \"" + name + "\" needs \"dtype\", \"shape\" and \"data_offsets\"");
    }
    if (offsets.length != 2 || offsets[0] > offsets[1]) {
      throw new FormatException(
          "safetensors: the data_offsets of tensor \"" + name + "\" must be [begin, end]");
    }
    long needed = (long) shape.numel() * dtype.bytes();
    if (offsets[1] - offsets[0] != needed) {
      throw new FormatException(
          "safetensors: tensor \""
              + name
              + "\" of type "
              + SafetensorsEntry.label(dtype)
              + " and shape "
              + shape
              + " needs "
              + needed
              + " bytes, its data_offsets span "
              + (offsets[1] - offsets[0]));
    }
    return new SafetensorsEntry(name, dtype, shape, offsets[0], offsets[1]);
  }

  private static DType dtype(String name, String label) throws FormatException {
    for (DType dtype : DType.values()) {
      if (SafetensorsEntry.label(dtype).equals(label)) {
        return dtype;
      }
    }
    throw new FormatException(
        "safetensors: tensor \""
            + name
            + "\" has the type \""
            + label
            + "\"; known are F32, F64, I64, U8, BOOL; convert it before saving");
  }

  private static Shape shape(String name, long[] sizes) throws FormatException {
    int[] dims = new int[sizes.length];
    long product = 1;
    for (int i = 0; i < dims.length; i++) {
      if (sizes[i] > Integer.MAX_VALUE || product * sizes[i] > Integer.MAX_VALUE) {
        throw new FormatException(
            "safetensors: tensor \"" + name + "\" has more than 2^31-1 elements");
      }
      product *= sizes[i];
      dims[i] = (int) sizes[i];
    }
    return Shape.of(dims);
  }

  private static long[] numbers(JsonParser json, String name, String field) throws IOException {
    String path = name + "\".\"" + field;
    expect(json, JsonToken.START_ARRAY, path, "a list");
    List<Long> values = new ArrayList<>();
    while (json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
      if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER || json.getLongValue() < 0) {
        throw new FormatException(
            "safetensors: \""
                + path
                + "\" must hold whole numbers from 0 to 2^63-1, got "
                + json.getText());
      }
      values.add(json.getLongValue());
    }
    if (json.currentToken() != JsonToken.END_ARRAY) {
      throw new FormatException(
          "safetensors: \"" + path + "\" must hold whole numbers, got " + json.getText());
    }
    return values.stream().mapToLong(Long::longValue).toArray();
  }

  private static void expect(JsonParser json, JsonToken token, String path, String what)
      throws IOException {
    if (json.nextToken() != token) {
      throw new FormatException("safetensors: \"" + path + "\" must be " + what);
    }
  }

  private void checkCoverage() throws FormatException {
    long at = 0;
    for (SafetensorsEntry entry : byOffset()) {
      if (entry.begin() != at) {
        throw new FormatException(
            "safetensors: tensor \""
                + entry.name()
                + "\" begins at byte "
                + entry.begin()
                + (entry.begin() < at
                    ? ", inside the tensor before it, which ends at "
                    : ", which leaves a hole after ")
                + at);
      }
      at = entry.end();
    }
  }
}
