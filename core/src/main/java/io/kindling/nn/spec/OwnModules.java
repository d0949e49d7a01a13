package io.kindling.nn.spec;

import io.kindling.nn.Configurable;
import io.kindling.nn.Module;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Modules of others' classes as text: {@code {"class": "com.acme.Net", "config": {...}}}. They are
 * made by {@code fromConfig} where the class is {@link Configurable}, else by its only constructor,
 * which takes nothing.
 */
final class OwnModules {
  static final String CLASS = "class";
  static final String CONFIG = "config";
  private static final String FACTORY = "fromConfig";

  private OwnModules() {}

  /**
   * The description of a module.
   *
   * @throws IllegalArgumentException saying what the class would need
   */
  static Map<String, Object> describe(Module module, String where) {
    Class<? extends Module> type = module.getClass();
    try {
      check(type);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "ModuleSpec.of: "
              + (where.isEmpty() ? "" : "layer " + where + ": ")
              + type.getSimpleName()
              + " has no text form: "
              + e.getMessage());
    }
    Map<String, Object> out = new LinkedHashMap<>();
    out.put(CLASS, type.getName());
    if (module instanceof Configurable configurable) {
      out.put(CONFIG, new LinkedHashMap<>(configurable.config()));
    }
    return out;
  }

  /**
   * Looks whether a class can be made again; runs no code of it.
   *
   * @throws IllegalArgumentException saying what is missing
   */
  static void check(Class<? extends Module> type) {
    if (!Modifier.isPublic(type.getModifiers()) || Modifier.isAbstract(type.getModifiers())) {
      throw lacks(type);
    }
    if (Configurable.class.isAssignableFrom(type)) {
      factory(type);
    } else {
      constructor(type);
    }
  }

  private static Method factory(Class<? extends Module> type) {
    try {
      Method method = type.getMethod(FACTORY, Map.class);
      if (Modifier.isStatic(method.getModifiers())
          && Module.class.isAssignableFrom(method.getReturnType())) {
        return method;
      }
    } catch (NoSuchMethodException e) {
      // As one that is not static.
    }
    throw new IllegalArgumentException(
        type.getName()
            + " is Configurable and needs public static "
            + type.getSimpleName()
            + " fromConfig(Map<String, Object> config)");
  }

  private static Constructor<? extends Module> constructor(Class<? extends Module> type) {
    // With a second constructor, this one may make something else than there was.
    if (type.getDeclaredConstructors().length != 1) {
      throw lacks(type);
    }
    try {
      return type.getConstructor();
    } catch (NoSuchMethodException e) {
      throw lacks(type);
    }
  }

  private static IllegalArgumentException lacks(Class<?> type) {
    return new IllegalArgumentException(
        type.getName()
            + " is not one of this library's layers (those that Modules.names() lists, and"
            + " Sequential); let the class be public and implement io.kindling.nn.Configurable, or"
            + " have one constructor only, public and without arguments");
  }

  /** A new module of a class that {@link #check} has found good. */
  static Module create(Class<? extends Module> type, Map<String, Object> config) {
    try {
      if (Configurable.class.isAssignableFrom(type)) {
        return type.cast(factory(type).invoke(null, config));
      }
      return constructor(type).newInstance();
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalArgumentException(
          type.getName() + " cannot be made with " + config + ": " + e.getCause(), e.getCause());
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new IllegalArgumentException(type.getName() + " cannot be made: " + e, e);
    }
  }
}
