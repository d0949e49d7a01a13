package io.kindling.spark.internals;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.SparkContext;
import org.apache.spark.ui.SparkUI;
import org.apache.spark.ui.SparkUITab;
import org.apache.spark.ui.WebUIPage;
import scala.collection.immutable.List$;
import scala.collection.immutable.Seq;
import scala.runtime.AbstractFunction0;
import scala.xml.Node;
import scala.xml.Unparsed;

/**
 * A tab of our own among those of Spark's pages, whichever servlets and whichever header this Spark
 * has.
 */
public final class UiTab {
  private UiTab() {}

  /** What a page shows. */
  public interface Page {
    /**
     * Its content, as HTML.
     *
     * @param parameter the request's parameters by name; null for those that are not there
     * @param nonce which scripts must bear, or null where they need none
     */
    Content render(UnaryOperator<String> parameter, String nonce);
  }

  /**
   * A page's content.
   *
   * @param title plain text
   * @param html the body
   */
  public record Content(String title, String html) {}

  /**
   * Attaches a tab to the pages of a running application.
   *
   * @param prefix first part of the tab's path; with a capital letter it is the tab's name
   * @param pages by the second part of their paths, which may be empty
   * @return whether there are pages to attach it to
   * @throws RuntimeException when this Spark is otherwise than all that are known
   * @throws LinkageError the same
   */
  public static boolean attach(SparkContext spark, String prefix, Map<String, Page> pages) {
    scala.Option<SparkUI> ui = spark.ui();
    if (ui.isEmpty()) {
      return false;
    }
    attach(ui.get(), prefix, pages);
    return true;
  }

  static void attach(SparkUI ui, String prefix, Map<String, Page> pages) {
    Tab tab = new Tab(ui, prefix);
    pages.forEach((path, page) -> tab.attachPage(new TabPage(tab, path, page)));
    ui.attachTab(tab);
  }

  /** Where the pages are, if there are any. */
  public static Optional<String> address(SparkContext spark) {
    scala.Option<String> url = spark.uiWebUrl();
    return url.isEmpty() ? Optional.empty() : Optional.of(url.get());
  }

  private static final class Tab extends SparkUITab {
    Tab(SparkUI ui, String prefix) {
      super(ui, prefix);
    }
  }

  /**
   * A page. Spark 3.5 calls the one {@code render} and Spark 4 the other; the JVM does not look for
   * the classes of the one that is never called.
   */
  private static final class TabPage extends WebUIPage {
    private final SparkUITab tab;
    private final Page page;

    TabPage(SparkUITab tab, String path, Page page) {
      super(path);
      this.tab = tab;
      this.page = page;
    }

    public Seq<Node> render(javax.servlet.http.HttpServletRequest request) {
      return withHeader(request, page.render(request::getParameter, null));
    }

    public Seq<Node> render(jakarta.servlet.http.HttpServletRequest request) {
      return withHeader(request, page.render(request::getParameter, nonce()));
    }

    @SuppressWarnings("unchecked")
    private Seq<Node> withHeader(Object request, Content content) {
      Object utils = module("org.apache.spark.ui.UIUtils$");
      for (Method method : utils.getClass().getMethods()) {
        if (method.getName().equals("headerSparkPage")) {
          Object[] arguments = new Object[method.getParameterCount()];
          arguments[0] = request;
          arguments[1] = content.title();
          arguments[2] = new Body(content.html());
          arguments[3] = tab;
          for (int i = 4; i < arguments.length; i++) {
            arguments[i] = call(utils, "headerSparkPage$default$" + (i + 1));
          }
          return (Seq<Node>) invoke(utils, method, arguments);
        }
      }
      throw new IllegalStateException("this Spark's UIUtils has no headerSparkPage");
    }
  }

  private static final class Body extends AbstractFunction0<Seq<Node>> {
    private final String html;

    Body(String html) {
      this.html = html;
    }

    @Override
    public Seq<Node> apply() {
      return listOf(new Unparsed(html));
    }
  }

  /** A list of one, in words that Scala 2.12 and 2.13 share. */
  static <T> Seq<T> listOf(T item) {
    return List$.MODULE$.<T>empty().$colon$colon(item);
  }

  /** From Spark 4.2 on scripts must bear it. */
  private static String nonce() {
    try {
      return (String) call(module("org.apache.spark.ui.CspNonce$"), "get");
    } catch (IllegalStateException e) {
      return null;
    }
  }

  private static Object module(String name) {
    try {
      return Class.forName(name, true, SparkUITab.class.getClassLoader())
          .getField("MODULE$")
          .get(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this Spark has no " + name, e);
    }
  }

  private static Object call(Object target, String method) {
    try {
      return invoke(target, target.getClass().getMethod(method));
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("this Spark has no " + method, e);
    }
  }

  private static Object invoke(Object target, Method method, Object... arguments) {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
