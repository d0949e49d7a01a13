package io.kindling.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON as plain values: maps, lists, texts, Long, Double, Boolean and null. A number keeps every
 * bit; one that is not finite becomes the text {@code "Infinity"}, {@code "-Infinity"} or {@code
 * "NaN"}, for which JSON has no word.
 */
public final class Json {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private Json() {}

  /**
   * The options in a JSON object, in their order.
   *
   * @param what how an error calls them
   * @throws IllegalArgumentException when the text is no JSON object
   */
  public static Map<String, Object> options(String what, String text) {
    IOException cause = null;
    try {
      if (read(text) instanceof Map<?, ?> map) {
        Map<String, Object> options = new LinkedHashMap<>();
        map.forEach((key, value) -> options.put(key.toString(), value));
        return options;
      }
    } catch (IOException e) {
      cause = e;
    }
    throw new IllegalArgumentException(
        what + ": wanted a JSON object, as {\"momentum\": 0.9}, got " + text, cause);
  }

  /** The JSON text of plain values. */
  public static String write(Object value) {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      write(value, json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  private static void write(Object value, JsonGenerator json) throws IOException {
    if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (var entry : map.entrySet()) {
        json.writeFieldName((String) entry.getKey());
        write(entry.getValue(), json);
      }
      json.writeEndObject();
    } else if (value instanceof List<?> list) {
      json.writeStartArray();
      for (Object element : list) {
        write(element, json);
      }
      json.writeEndArray();
    } else if (value == null
        || value instanceof String
        || value instanceof Boolean
        || value instanceof Long
        || value instanceof Integer
        || value instanceof Double) {
      json.writePOJO(value);
    } else {
      throw new IllegalArgumentException(
          "Json.write: values are maps, lists, texts, numbers, truth values or null, got "
              + value.getClass().getName());
    }
  }

  /**
   * The plain values of a JSON text.
   *
   * @throws FormatException when it is not valid JSON
   */
  public static Object read(String text) throws IOException {
    try (JsonParser json = JSON.createParser(text)) {
      json.nextToken();
      Object value = read(json);
      if (json.nextToken() != null) {
        throw new FormatException("json: something follows the value");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw new FormatException("json: " + e.getOriginalMessage(), e);
    }
  }

  private static Object read(JsonParser json) throws IOException {
    if (json.currentToken() == null) {
      throw new FormatException("json: the text ends too early");
    }
    return switch (json.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> map = new LinkedHashMap<>();
        while (json.nextFieldName() != null) {
          String name = json.currentName();
          json.nextToken();
          map.put(name, read(json));
        }
        yield map;
      }
      case START_ARRAY -> {
        List<Object> list = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          list.add(read(json));
        }
        yield list;
      }
      case VALUE_STRING -> json.getText();
      case VALUE_NUMBER_INT ->
          switch (json.getNumberType()) {
            case INT, LONG -> (Object) json.getLongValue();
            default -> json.getDoubleValue();
          };
      case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw new FormatException("json: unexpected " + json.currentToken());
    };
  }
}
