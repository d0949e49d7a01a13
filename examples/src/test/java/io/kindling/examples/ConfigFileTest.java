package io.kindling.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options from files: which of them win, and what is refused. */
final class ConfigFileTest {
  @TempDir Path folder;

  @Command(name = "job")
  private static final class Small implements Callable<Integer> {
    @Mixin ConfigOptions configuration;

    @Option(names = "--model", defaultValue = "none")
    String model;

    @Option(names = "--epochs", defaultValue = "2")
    int epochs;

    @Option(names = "--batch-size")
    Integer batchSize;

    @Option(names = "--lr")
    double lr;

    @Option(names = "--momentum")
    double momentum;

    @Option(names = {"--compression", "--compress"})
    String compression;

    @Option(names = "--augment", negatable = true)
    boolean augment;

    @Option(names = "--no-overlap")
    boolean noOverlap;

    @Option(names = "--out", required = true)
    String out;

    @Override
    public Integer call() {
      return 0;
    }
  }

  private record Ran(int code, String err, Small job) {}

  private Ran run(String file, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    if (file != null) {
      all.addAll(List.of("--config", write(file)));
    }
    StringWriter err = new StringWriter();
    Small job = new Small();
    int code =
        Job.run(
            job,
            new PrintWriter(new StringWriter()),
            new PrintWriter(err),
            all.toArray(String[]::new));
    return new Ran(code, err.toString().strip(), job);
  }

  private String write(String text) {
    try {
      return Files.writeString(folder.resolve("job.properties"), text).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void givesWhatTheCommandLineDoesNot() {
    Ran ran = run("# mine\nepochs = 7\nlr: 0.5\nout = /tmp/x y \n", "--lr", "0.25");
    assertEquals(0, ran.code(), ran.err());
    assertEquals(7, ran.job().epochs);
    assertEquals(0.25, ran.job().lr);
    assertEquals("/tmp/x y", ran.job().out);
  }

  @Test
  void anotherNameOfAnOptionWinsToo() {
    Ran ran = run("compression = bfloat16\nout = x", "--compress=float16");
    assertEquals("float16", ran.job().compression, ran.err());
  }

  @Test
  void flagsAreTrueOrFalse() {
    assertTrue(run("augment = true\nout = x").job().augment);
    assertTrue(!run("augment = false\nout = x").job().augment);
    assertTrue(run("augment = false\nout = x", "--augment").job().augment);
    assertTrue(!run("augment = true\nout = x", "--no-augment").job().augment);
    assertTrue(run("no-overlap = true\nout = x").job().noOverlap);
  }

  @Test
  void fileBeatsRecipeAndCommandLineBeatsBoth() {
    Ran ran = run("epochs = 3\naugment=false\nout = x", "--recipe", "seed-cnn", "--lr=1");
    assertEquals(0, ran.code(), ran.err());
    assertEquals("cifar-cnn", ran.job().model);
    assertEquals(16, ran.job().batchSize);
    assertEquals(3, ran.job().epochs);
    assertEquals(1, ran.job().lr);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ephocs = 3 | job: FILE: there is no option 'ephocs'; did you mean epochs?",
        "config = x | job: FILE: there is no option 'config'",
        "help = true | job: FILE: there is no option 'help'",
        "lr = 1\\nlr = 2 | job: FILE: the option 'lr' stands twice",
        "augment = yes | job: FILE: augment is a flag, wanted true or false, got 'yes'",
        "lr = fast | job: Invalid value for option '--lr': 'fast' is not a double",
        "lr = \\u12 | job: FILE: Malformed \\uxxxx encoding.",
      })
  void whatDoesNotFitIsRefusedInOneLine(String text, String wanted) {
    Ran ran = run(text.replace("\\n", "\n"), "--out", "x");
    assertEquals(Job.USAGE, ran.code());
    String file = folder.resolve("job.properties").toString();
    assertTrue(ran.err().startsWith(wanted.replace("FILE", file)), ran.err());
    assertEquals(1, ran.err().lines().count());
  }

  @Test
  void aFileThatIsNotThereAndARecipeThatIsNotKnown() {
    Ran none = run(null, "--config", folder.resolve("none").toString());
    assertEquals(Job.USAGE, none.code());
    assertTrue(none.err().startsWith("job: --config: cannot read "), none.err());
    Ran recipe = run(null, "--recipe", "resnet-21");
    assertEquals(Job.USAGE, recipe.code());
    assertTrue(
        recipe.err().startsWith("job: --recipe: there is no 'resnet-21'; did you mean resnet20?"),
        recipe.err());
    Ran empty = run(null, "--config");
    assertEquals(Job.USAGE, empty.code());
    assertTrue(empty.err().startsWith("job: "), empty.err());
  }

  @Test
  void everyRecipeFitsTheJob() throws IOException {
    try (var files = Files.list(Path.of("../conf/recipes"))) {
      List<String> there =
          files.map(file -> file.getFileName().toString().replace(".properties", "")).toList();
      assertEquals(Set.copyOf(Recipes.NAMES), Set.copyOf(there));
    }
    for (String name : Recipes.NAMES) {
      CommandLine job =
          new CommandLine(new TrainCifar10Job(System.out, System.err, false))
              .setCaseInsensitiveEnumValuesAllowed(true);
      String[] args = ConfiguredArguments.of(job, "--recipe", name);
      assertTrue(args.length > 4, name);
      job.parseArgs(args);
    }
  }
}
