package io.kindling.examples.notebooks;

import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import scala.Console;
import scala.collection.immutable.List$;
import scala.tools.nsc.Settings;
import scala.tools.nsc.interpreter.IMain;
import scala.tools.nsc.interpreter.Results;

/** Scala, cell by cell, in this JVM: each cell sees what those before it have defined. */
final class ScalaSession implements AutoCloseable {
  private final StringWriter said = new StringWriter();
  private final IMain interpreter;

  ScalaSession() {
    var settings = new Settings();
    settings.classpath().value_$eq(System.getProperty("java.class.path"));
    interpreter = interpreter(settings, new PrintWriter(said, true));
  }

  /** Scala 2.12 and 2.13 construct it in different ways, and have the rest in common. */
  private static IMain interpreter(Settings settings, PrintWriter out) {
    try {
      try {
        return IMain.class
            .getConstructor(Settings.class, PrintWriter.class)
            .newInstance(settings, out);
      } catch (NoSuchMethodException e) {
        Class<?> reporter = Class.forName("scala.tools.nsc.interpreter.shell.ReplReporterImpl");
        Object made =
            reporter.getConstructor(Settings.class, PrintWriter.class).newInstance(settings, out);
        for (Constructor<?> one : IMain.class.getConstructors()) {
          Class<?>[] takes = one.getParameterTypes();
          if (takes.length == 2 && takes[0] == Settings.class && takes[1].isInstance(made)) {
            return (IMain) one.newInstance(settings, made);
          }
        }
        throw e;
      }
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("this Scala makes its interpreter in another way", e);
    }
  }

  /** Defines a value. */
  void define(String name, Class<?> type, Object value) {
    Results.Result result =
        interpreter.bind(name, type.getName(), value, List$.MODULE$.<String>empty());
    assertSame(Results.Success$.MODULE$, result, said::toString);
  }

  /**
   * Runs a cell.
   *
   * @return what it printed, and the values it defined as the interpreter shows them
   * @throws AssertionError with the cell and what was said of it, when it does not compile or fails
   */
  String run(String cell) {
    said.getBuffer().setLength(0);
    var out = new ByteArrayOutputStream();
    Results.Result result = Console.withOut(out, () -> interpreter.interpret(cell));
    String all = out + said.toString();
    if (result != Results.Success$.MODULE$) {
      throw new AssertionError("the cell\n" + cell + "\ngave " + result + ":\n" + all);
    }
    return all;
  }

  @Override
  public void close() {
    interpreter.close();
  }
}
