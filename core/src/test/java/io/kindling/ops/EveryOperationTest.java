package io.kindling.ops;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.nn.functional.F;
import io.kindling.nn.loss.Losses;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * Every operation, called with whatever comes (numbers, empty tensors, odd sizes, every type,
 * strided views, negative arguments), gives an answer or a refusal that names it; so does the
 * gradient of what it gave. Never an exception of the machine: an index of an array, a null, a
 * cast, a division.
 */
class EveryOperationTest {
  private static final List<Method> OPERATIONS = operations();

  /** Beginnings of messages that need no operation: of an argument made before it is called. */
  private static final List<String> PLAIN = plain();

  private static List<String> plain() {
    List<String> plain = new ArrayList<>(Losses.names());
    plain.addAll(List.of("Dimension out of range", "Shape: ", "pooling: "));
    return plain;
  }

  private static List<Method> operations() {
    List<Method> all = new ArrayList<>();
    for (Class<?> family : Tensor.class.getInterfaces()) {
      if (family.getPackage() == Elementwise.class.getPackage()) {
        add(all, family, false);
      }
    }
    add(all, F.class, true);
    add(all, Tensors.class, true);
    add(all, Join.class, true);
    add(all, Einsum.class, true);
    add(all, Selection.class, true);
    all.sort(Comparator.comparing(Method::toString));
    return all;
  }

  private static void add(List<Method> all, Class<?> owner, boolean isStatic) {
    for (Class<?> c = owner; c != null && c != Object.class; c = c.getSuperclass()) {
      for (Method method : c.getDeclaredMethods()) {
        // The deprecated spelling of a reduction warns once a JVM, which another test counts.
        boolean deprecated = Arrays.asList(method.getParameterTypes()).contains(Boolean.class);
        boolean open =
            Modifier.isPublic(method.getModifiers()) && !method.isSynthetic() && !deprecated;
        if (open && Modifier.isStatic(method.getModifiers()) == isStatic) {
          method.setAccessible(true);
          all.add(method);
        }
      }
    }
  }

  @Example
  void allAreThere() {
    assertTrue(OPERATIONS.size() > 350, OPERATIONS.size() + " operations");
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void answersOrRefuses(@ForAll long seed) {
    Map<String, String> faults = faults(seed);
    assertTrue(faults.isEmpty(), () -> faults.toString().replace(", ", ",\n"));
  }

  static Map<String, String> faults(long seed) {
    Map<String, String> faults = new TreeMap<>();
    for (Method method : OPERATIONS) {
      AnyArguments any = new AnyArguments(seed ^ method.toString().hashCode());
      Object self = Modifier.isStatic(method.getModifiers()) ? null : any.tensor(method);
      Object[] arguments = any.of(method);
      String call = method.getName() + AnyArguments.text(self, arguments);
      String fault = fault(method, self, arguments);
      if (fault != null) {
        faults.put(call, fault);
      }
    }
    return faults;
  }

  private static String fault(Method method, Object self, Object[] arguments) {
    try {
      Object result = method.invoke(self, arguments);
      if (result instanceof Tensor out && out.requiresGrad() && out.numel() > 0) {
        out.sum().backward();
      }
      return null;
    } catch (InvocationTargetException e) {
      return judge(method, e.getCause());
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    } catch (RuntimeException | Error e) {
      // A gradient is refused only where PyTorch has none either.
      String message = String.valueOf(e.getMessage());
      return message.contains("not implemented") ? null : "backward: " + at(e);
    }
  }

  private static String judge(Method method, Throwable e) {
    boolean documented =
        e.getClass() == IllegalArgumentException.class
            || e.getClass() == IllegalStateException.class
            || e.getClass() == IndexOutOfBoundsException.class;
    if (!documented) {
      return at(e);
    }
    String message = String.valueOf(e.getMessage());
    return isNamed(method, message) ? null : "names no operation: " + message;
  }

  private static boolean isNamed(Method method, String message) {
    if (PLAIN.stream().anyMatch(message::startsWith)
        || message.contains("appears multiple times")) {
      return true;
    }
    String text = plain(message);
    String name = plain(method.getName());
    return text.contains(name)
        || OPERATIONS.stream().anyMatch(o -> text.startsWith(plain(o.getName())));
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  private static String at(Throwable e) {
    return e
        + " at "
        + Arrays.stream(e.getStackTrace())
            .limit(6)
            .map(f -> f.getFileName() + ":" + f.getLineNumber())
            .toList();
  }
}
