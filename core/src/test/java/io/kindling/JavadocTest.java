package io.kindling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import io.kindling.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** Whoever reads the API in an editor finds a word on everything: the compiler's parser tells. */
class JavadocTest {
  private static final Path SOURCES = Path.of("src/main/java");

  @Test
  void everyPublicMethodOfTensorHasJavadoc() throws IOException {
    List<Path> files = new ArrayList<>(List.of(source(Tensor.class)));
    Arrays.stream(Tensor.class.getInterfaces())
        .filter(type -> type.getName().startsWith("io.kindling."))
        .forEach(type -> files.add(source(type)));
    List<String> without = new ArrayList<>();
    int methods = 0;
    for (Parsed file : parse(files)) {
      for (Tree member : file.type().getMembers()) {
        if (member instanceof MethodTree method && isPublic(file.type(), method.getModifiers())) {
          methods++;
          boolean operation = file.type().getSimpleName().toString().endsWith("Methods");
          if (!file.hasJavadoc(method) || (operation && !file.namesPyTorch(method))) {
            without.add(
                file.type().getSimpleName() + "." + method.getName() + method.getParameters());
          }
        }
      }
    }
    assertTrue(methods > 200, methods + " methods seen");
    assertEquals(List.of(), without, "say formula, shapes and PyTorch's name");
  }

  @Test
  void everyPublicTypeHasJavadoc() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(SOURCES)) {
      files = all.filter(file -> file.toString().endsWith(".java")).toList();
    }
    List<String> without = new ArrayList<>();
    int types = 0;
    for (Parsed file : parse(files)) {
      if (file.type() != null && isPublic(null, file.type().getModifiers())) {
        types++;
        if (!file.hasJavadoc(file.type())) {
          without.add(file.unit().getPackageName() + "." + file.type().getSimpleName());
        }
      }
    }
    assertTrue(types > 300, types + " types seen");
    assertEquals(List.of(), without);
  }

  private static boolean isPublic(ClassTree around, ModifiersTree modifiers) {
    boolean ofInterface = around != null && around.getKind() == Tree.Kind.INTERFACE;
    return ofInterface
        ? !modifiers.getFlags().contains(Modifier.PRIVATE)
        : modifiers.getFlags().contains(Modifier.PUBLIC);
  }

  private static Path source(Class<?> type) {
    return SOURCES.resolve(type.getName().replace('.', '/') + ".java");
  }

  /** A file and the type at its top; null in a package-info. */
  private record Parsed(CompilationUnitTree unit, ClassTree type, DocTrees docs) {
    boolean hasJavadoc(Tree part) {
      return !comment(part).isBlank();
    }

    /** Whether it is said what the method is in PyTorch, or in Python, or that it is there not. */
    boolean namesPyTorch(Tree part) {
      return comment(part).contains("torch.") || comment(part).matches("(?s).*P(ython|yTorch).*");
    }

    private String comment(Tree part) {
      String comment = docs.getDocComment(TreePath.getPath(unit, part));
      return comment == null ? "" : comment;
    }
  }

  private static List<Parsed> parse(List<Path> files) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<Parsed> parsed = new ArrayList<>();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  manager,
                  null,
                  List.of("-proc:none"),
                  null,
                  manager.getJavaFileObjectsFromPaths(files));
      DocTrees docs = DocTrees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        ClassTree type = null;
        for (Tree top : unit.getTypeDecls()) {
          type = top instanceof ClassTree found ? found : type;
        }
        parsed.add(new Parsed(unit, type, docs));
      }
    }
    return parsed;
  }
}
