package io.kindling.examples.notebooks;

import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import scala.Console;
import scala.tools.nsc.Settings;
import scala.tools.nsc.interpreter.IMain;
import scala.tools.nsc.interpreter.NamedParam;
import scala.tools.nsc.interpreter.Results;
import scala.tools.nsc.interpreter.shell.ReplReporterImpl;

/** Scala, cell by cell, in this JVM: each cell sees what those before it have defined. */
final class ScalaSession implements AutoCloseable {
  private final StringWriter said = new StringWriter();
  private final IMain interpreter;

  ScalaSession() {
    var settings = new Settings();
    settings.classpath().value_$eq(System.getProperty("java.class.path"));
    interpreter = new IMain(settings, new ReplReporterImpl(settings, new PrintWriter(said, true)));
  }

  /** Defines a value. */
  void define(String name, Class<?> type, Object value) {
    interpreter.quietBind(
        new NamedParam.Untyped(name, value) {
          @Override
          public String tpe() {
            return type.getName();
          }
        });
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
