package io.kindling.text;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

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
   * Records by name: the components of {@code options} are its arguments, their values the
   * defaults.
   *
   * @param required components whose values are no defaults, for there is none
   */
  public static <R extends Record> NamedType<R> type(
      String name, R options, List<String> required) {
    List<String> parameters = new ArrayList<>();
    List<String> signature = new ArrayList<>();
    Map<String, Object> defaults = new LinkedHashMap<>();
    for (RecordComponent component : options.getClass().getRecordComponents()) {
      String parameter = component.getName();
      boolean open = required.contains(parameter);
      Object value = plain(read(options, component));
      parameters.add(parameter);
      signature.add(parameter + (open || !isPlain(value) ? "" : "=" + value));
      if (!open) {
        defaults.put(parameter, read(options, component));
      }
    }
    return new NamedType<>(
        name,
        String.join(", ", signature),
        parameters,
        defaults,
        arguments -> create(options, arguments));
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
    return make(type(what, options, List.of()), changes);
  }

  /** A copy with one component changed, for methods that do so by name. */
  public static <R extends Record> R copy(R options, String component, Object value) {
    RecordComponent[] components = options.getClass().getRecordComponents();
    Object[] arguments = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      boolean changed = components[i].getName().equals(component);
      arguments[i] = changed ? value : read(options, components[i]);
    }
    return construct(options, components, arguments);
  }

  /** One of a type with these options, of which some may be Python's pairs. */
  public static <T> T make(NamedType<T> type, Map<String, ?> options) {
    Map<String, Object> single = new LinkedHashMap<>();
    options.forEach(
        (name, value) -> {
          List<String> parts = PAIRS.getOrDefault(Names.camel(name), List.of());
          boolean pair = !parts.isEmpty() && type.parameters().containsAll(parts);
          List<?> values = pair ? pair(type.name(), name, parts, value) : Arrays.asList(value);
          for (int i = 0; i < values.size(); i++) {
            if (single.containsKey(pair ? parts.get(i) : name)) {
              throw new IllegalArgumentException(
                  type.name() + ": option '" + name + "' is given twice");
            }
            single.put(pair ? parts.get(i) : name, values.get(i));
          }
        });
    return type.create(List.of(), single);
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

  private static Object argument(Arguments a, RecordComponent component) {
    String name = component.getName();
    Class<?> type = component.getType();
    String generic = component.getGenericType().getTypeName();
    boolean longs = generic.equals("java.util.List<java.lang.Long>");
    if (longs || generic.equals("java.util.List<java.lang.Double>")) {
      return numbers(a, name, longs);
    }
    if (type == double.class) {
      return a.number(name);
    }
    if (type == long.class) {
      return a.wholeNumber(name);
    }
    if (type == int.class) {
      return a.integer(name);
    }
    if (type == boolean.class) {
      return a.flag(name);
    }
    return type.isEnum() ? a.constant(name, type) : a.object(name, type);
  }

  private static List<?> numbers(Arguments a, String name, boolean longs) {
    List<?> list = a.isList(name) ? (List<?>) a.value(name) : Arrays.asList(a.value(name));
    for (Object element : list) {
      boolean fits =
          element instanceof Number number
              && (!longs || number.doubleValue() == number.longValue());
      if (!fits) {
        throw a.bad(name, "a number or a list of numbers (whole ones where epochs are meant)");
      }
    }
    return list.stream()
        .map(Number.class::cast)
        .map(n -> longs ? (Object) n.longValue() : (Object) n.doubleValue())
        .toList();
  }

  private static Object read(Record options, RecordComponent component) {
    try {
      return component.getAccessor().invoke(options);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }

  private static <R extends Record> R create(R like, Arguments a) {
    RecordComponent[] components = like.getClass().getRecordComponents();
    Object[] arguments = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      Object own = read(like, components[i]);
      boolean same = Objects.equals(own, a.value(components[i].getName()));
      arguments[i] = same ? own : argument(a, components[i]);
    }
    return construct(like, components, arguments);
  }

  private static <R extends Record> R construct(
      R like, RecordComponent[] components, Object[] arguments) {
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
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
