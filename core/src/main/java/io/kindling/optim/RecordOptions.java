package io.kindling.optim;

import io.kindling.text.Names;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Options by name: reads and changes the components of option records. */
public final class RecordOptions {
  /** PyTorch's names of two options that it takes as a pair. */
  private static final Map<String, List<String>> PAIRS =
      Map.of(
          "betas", List.of("beta1", "beta2"),
          "etas", List.of("etaMinus", "etaPlus"),
          "stepSizes", List.of("stepSizeMin", "stepSizeMax"));

  private RecordOptions() {}

  /**
   * The components of a record by name, as plain values: numbers, truth values, texts, lists.
   * Functions are left out.
   */
  public static Map<String, Object> values(Record options) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (RecordComponent component : options.getClass().getRecordComponents()) {
      Object value = plain(read(options, component));
      if (isPlain(value)) {
        values.put(component.getName(), value);
      }
    }
    return values;
  }

  private static boolean isPlain(Object value) {
    return value instanceof Number
        || value instanceof Boolean
        || value instanceof String
        || value instanceof List<?> list && list.stream().allMatch(RecordOptions::isPlain);
  }

  private static Object plain(Object value) {
    if (value instanceof Integer whole) {
      return whole.longValue();
    }
    return value instanceof Enum<?> constant ? constant.toString().toLowerCase(Locale.ROOT) : value;
  }

  /**
   * A copy of {@code options} with some components changed. Names may be spelled as in Java ({@code
   * weightDecay}) or as in Python ({@code weight_decay}); Python's {@code betas}, {@code etas} and
   * {@code step_sizes} set two at once from a list of two numbers.
   *
   * @param what whose options these are, for messages
   * @throws IllegalArgumentException when a name is unknown or a value does not fit
   */
  public static <R extends Record> R with(String what, R options, Map<String, ?> changes) {
    RecordComponent[] components = options.getClass().getRecordComponents();
    Map<String, Object> byName = new LinkedHashMap<>();
    changes.forEach(
        (name, value) -> {
          String camel = camel(name);
          List<String> parts = PAIRS.getOrDefault(camel, List.of());
          boolean pair = !parts.isEmpty() && names(components).containsAll(parts);
          if (!pair && !names(components).contains(camel)) {
            throw new IllegalArgumentException(
                what + " has no option '" + name + "'" + Names.hint(name, names(components)));
          }
          List<?> values = pair ? pair(what, name, parts, value) : Arrays.asList(value);
          for (int i = 0; i < values.size(); i++) {
            if (byName.putIfAbsent(pair ? parts.get(i) : camel, values.get(i)) != null) {
              throw new IllegalArgumentException(what + ": option '" + name + "' is given twice");
            }
          }
        });
    Object[] arguments = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      String name = components[i].getName();
      types[i] = components[i].getType();
      arguments[i] =
          byName.containsKey(name)
              ? convert(what, name, byName.get(name), components[i].getGenericType(), types[i])
              : read(options, components[i]);
    }
    return create(options, types, arguments);
  }

  /**
   * Checks that options without a default are given.
   *
   * @throws IllegalArgumentException when one is not
   */
  public static void requireAll(String what, List<String> required, Map<String, ?> given) {
    for (String name : required) {
      if (given.keySet().stream().noneMatch(key -> camel(key).equals(name))) {
        throw new IllegalArgumentException(what + " needs the option '" + name + "'");
      }
    }
  }

  private static List<String> names(RecordComponent[] components) {
    return Arrays.stream(components).map(RecordComponent::getName).toList();
  }

  private static List<?> pair(String what, String name, List<String> parts, Object value) {
    List<?> values =
        value instanceof double[] numbers
            ? Arrays.stream(numbers).boxed().toList()
            : value instanceof List<?> list ? list : List.of();
    if (values.size() != 2 || !values.stream().allMatch(Number.class::isInstance)) {
      String shown = value instanceof double[] numbers ? Arrays.toString(numbers) : "" + value;
      throw new IllegalArgumentException(
          what
              + ": option '"
              + name
              + "' must be a list of two numbers, "
              + String.join(" and ", parts)
              + ", got "
              + shown);
    }
    return values;
  }

  private static String camel(String name) {
    StringBuilder camel = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      boolean up = i > 0 && name.charAt(i - 1) == '_';
      if (name.charAt(i) != '_') {
        camel.append(up ? Character.toUpperCase(name.charAt(i)) : name.charAt(i));
      }
    }
    if (!camel.isEmpty()) {
      camel.setCharAt(0, Character.toLowerCase(camel.charAt(0)));
    }
    return camel.toString();
  }

  private static Object convert(
      String what, String name, Object value, Type generic, Class<?> type) {
    if (type == double.class && value instanceof Number number) {
      return number.doubleValue();
    }
    boolean longs = generic.getTypeName().equals("java.util.List<java.lang.Long>");
    if (longs || generic.getTypeName().equals("java.util.List<java.lang.Double>")) {
      List<?> list = value instanceof List<?> several ? several : Arrays.asList(value);
      if (!list.stream().allMatch(element -> fits(element, longs))) {
        throw wrong(what, name, value, type);
      }
      return list.stream()
          .map(element -> longs ? (Object) whole(element) : (Object) real(element))
          .toList();
    }
    boolean whole = value instanceof Number n && n.doubleValue() == n.longValue();
    if (type == long.class && whole) {
      return ((Number) value).longValue();
    }
    if (type == int.class && whole && ((Number) value).longValue() == ((Number) value).intValue()) {
      return ((Number) value).intValue();
    }
    if (type == boolean.class && value instanceof Boolean) {
      return value;
    }
    if (type.isEnum() && value != null) {
      for (Object constant : type.getEnumConstants()) {
        if (constant.toString().equalsIgnoreCase(value.toString())) {
          return constant;
        }
      }
    }
    if (type.isInstance(value)) {
      return value;
    }
    throw wrong(what, name, value, type);
  }

  private static IllegalArgumentException wrong(
      String what, String name, Object value, Class<?> type) {
    return new IllegalArgumentException(
        what + ": option '" + name + "' must be " + describe(type) + ", got " + value);
  }

  private static boolean fits(Object element, boolean longs) {
    return element instanceof Number number
        && (!longs || number.doubleValue() == number.longValue());
  }

  private static Long whole(Object element) {
    return ((Number) element).longValue();
  }

  private static Double real(Object element) {
    return ((Number) element).doubleValue();
  }

  private static String describe(Class<?> type) {
    if (type.isEnum()) {
      return "one of "
          + Arrays.stream(type.getEnumConstants())
              .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
              .collect(Collectors.joining(", "));
    }
    if (type == double.class) {
      return "a number";
    }
    if (type == boolean.class) {
      return "true or false";
    }
    if (type == List.class) {
      return "a number or a list of numbers (whole ones where epochs are meant)";
    }
    return type.isPrimitive() ? "a whole number" : "a " + type.getSimpleName();
  }

  private static Object read(Record options, RecordComponent component) {
    try {
      return component.getAccessor().invoke(options);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }

  private static <R extends Record> R create(R like, Class<?>[] types, Object[] arguments) {
    try {
      @SuppressWarnings("unchecked")
      Constructor<R> constructor = (Constructor<R>) like.getClass().getDeclaredConstructor(types);
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException refused) {
        throw refused;
      }
      throw new IllegalStateException("cannot create " + like.getClass(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot create " + like.getClass(), e);
    }
  }
}
