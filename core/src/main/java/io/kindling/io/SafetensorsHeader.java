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
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PushbackInputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON header of a safetensors file. Reading trusts nothing: every tensor must be named once,
 * have a known type, and its bytes must be as many as its shape needs; together they must cover the
 * data from its first byte on without gap or overlap. A header is read as it arrives, in time and
 * memory proportional to its length.
 */
record SafetensorsHeader(List<SafetensorsEntry> entries, Map<String, String> metadata) {
  static final String METADATA = "__metadata__";

  /** The official library's bound on the header's length in bytes. */
  static final int MAX_LENGTH = 100_000_000;

  /** PyTorch's bound on dimensions. */
  static final int MAX_DIMENSIONS = 64;

  /**
   * Bound on tensors, and on pairs of metadata: each becomes a few objects, many times as large as
   * the fifty bytes that name it. The largest models have some ten thousand in a file.
   */
  static final int MAX_ENTRIES = 1 << 18;

  // Names are hardly ever there twice: tables of them, and interning, would cost more than they
  // save.
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(8)
                  .maxStringLength(MAX_LENGTH)
                  .build())
          .build();

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
    // Through an encoder, since Jackson before 2.18 writes a surrogate pair as two escapes.
    var utf8 = new OutputStreamWriter(out, StandardCharsets.UTF_8.newEncoder());
    try (JsonGenerator json = JSON.createGenerator(utf8)) {
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
    } catch (CharacterCodingException e) {
      throw new FormatException(
          "safetensors: a name or the metadata hold half a surrogate pair, which is no character",
          e);
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
   * @param bytes gives the header's bytes and then its end
   * @throws FormatException when anything in it is wrong
   */
  static SafetensorsHeader parse(InputStream bytes) throws IOException {
    PushbackInputStream in = new PushbackInputStream(bytes);
    int first = in.read();
    if (first != '{') {
      throw new FormatException("safetensors: the header does not begin with '{'");
    }
    in.unread(first);
    List<SafetensorsEntry> entries = new ArrayList<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    try (JsonParser json =
        JSON.createParser(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()))) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        expect(json, JsonToken.START_OBJECT, name, "an object");
        if (name.equals(METADATA)) {
          metadata(json, metadata);
        } else {
          checkCount(entries.size(), "tensors");
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
          "safetensors: the header is not valid JSON at character "
              + e.getLocation().getCharOffset()
              + ": "
              + e.getOriginalMessage().lines().findFirst().orElse(""),
          e);
    } catch (CharacterCodingException e) {
      throw new FormatException("safetensors: the header is not UTF-8", e);
    }
    SafetensorsHeader header = new SafetensorsHeader(entries, metadata);
    header.checkCoverage();
    return header;
  }

  private static void metadata(JsonParser json, Map<String, String> into) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      checkCount(into.size(), "pairs of metadata");
      expect(json, JsonToken.VALUE_STRING, METADATA + "\".\"" + key, "a string");
      into.put(key, json.getText());
    }
  }

  private static void checkCount(int count, String what) throws FormatException {
    if (count >= MAX_ENTRIES) {
      throw new FormatException(
          "safetensors: the header has more than "
              + MAX_ENTRIES
              + " "
              + what
              + ", which is refused");
    }
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
    long[] values = new long[4];
    int count = 0;
    while (json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
      if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER || json.getLongValue() < 0) {
        throw new FormatException(
            "safetensors: \""
                + path
                + "\" must hold whole numbers from 0 to 2^63-1, got "
                + json.getText());
      }
      if (count == MAX_DIMENSIONS) {
        throw new FormatException(
            "safetensors: \"" + path + "\" has more than " + MAX_DIMENSIONS + " numbers");
      }
      values = count == values.length ? Arrays.copyOf(values, 2 * count) : values;
      values[count++] = json.getLongValue();
    }
    if (json.currentToken() != JsonToken.END_ARRAY) {
      throw new FormatException(
          "safetensors: \"" + path + "\" must hold whole numbers, got " + json.getText());
    }
    return Arrays.copyOf(values, count);
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
