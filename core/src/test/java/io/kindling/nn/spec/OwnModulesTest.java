package io.kindling.nn.spec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.nn.Linear;
import io.kindling.nn.Module;
import io.kindling.nn.ReLU;
import io.kindling.nn.Sequential;
import io.kindling.nn.spec.own.Doubled;
import io.kindling.nn.spec.own.Plain;
import io.kindling.nn.spec.own.Tally;
import io.kindling.tensor.Tensors;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Modules of users' own classes as text. */
final class OwnModulesTest {
  private static final String PACKAGE = "io.kindling.nn.spec.own";
  private static final AllowedModules ALLOWED = AllowedModules.of(List.of(PACKAGE));

  @Test
  void aConfigurableModuleComesBackInsideOthersToo() {
    Module net = new Sequential(new Doubled(4, 2.5), new ReLU(), new Linear(3, 2));
    String json = ModuleSpec.of(net).toJson();
    assertTrue(json.contains("\"class\":\"" + PACKAGE + ".Doubled\""), json);
    Module again = ModuleSpec.parse(json, ALLOWED).create();
    again.loadStateDict(net.stateDict());
    float[] expected = net.call(Tensors.ones(2, 4)).toFloatArray();
    assertArrayEquals(expected, again.call(Tensors.ones(2, 4)).toFloatArray());
    assertEquals(net.toString(), again.toString());
  }

  @Test
  void aModuleWithoutArgumentsComesBackUnlessItsFieldsHaveChanged() {
    Module trained = new Plain().eval();
    String json = ModuleSpec.of(trained).toJson();
    assertFalse(trained.isTraining());
    assertEquals(Plain.class, ModuleSpec.parse(json, ALLOWED).create().getClass());
    String message = refusal(() -> ModuleSpec.of(new Sequential(new Plain().factor(2))));
    assertTrue(message.contains("fields with other values than a new one has"), message);
    assertTrue(message.contains("io.kindling.nn.Configurable"), message);
  }

  /** Public, but with a constructor that takes something. */
  public static final class Sized extends Module {
    private static final long serialVersionUID = 1L;

    public Sized() {}

    public Sized(int size) {
      register("layer", new Linear(size, size));
    }
  }

  @Test
  void aModuleThatCannotBeMadeAgainIsRefusedWithTheCure() {
    String message = refusal(() -> ModuleSpec.of(new Sized(3)));
    assertTrue(message.contains("implement io.kindling.nn.Configurable"), message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "io.kindling.nn.spec.own.Loud",
        "io.kindling.nn.spec.own.NoModule",
        "java.lang.Runtime",
        "[Ljava.lang.String;",
        "../../Evil",
        ""
      })
  void aClassThatIsNotNamedIsNeitherLoadedNorInitialized(String name) {
    int before = Tally.INITIALIZED.get();
    String json = "[{\"class\": \"" + name + "\"}]";
    for (AllowedModules allowed :
        List.of(
            AllowedModules.none(),
            AllowedModules.of(List.of("io.kindling.nn.spec.ow", "io.kindling.nn.spec.own.L")))) {
      String message = refusal(() -> ModuleSpec.parse(json, allowed));
      assertTrue(message.contains("layer 0: the class " + name + " is not among"), message);
    }
    assertEquals(before, Tally.INITIALIZED.get());
  }

  @Test
  void parsingRunsNoCodeOfAClassAndWhatIsNoModuleRunsNone() {
    int before = Tally.INITIALIZED.get();
    String none = refusal(() -> ModuleSpec.parse(json("NoModule"), ALLOWED));
    assertTrue(none.contains("NoModule is no Module"), none);
    ModuleSpec spec = ModuleSpec.parse(json("Loud"), ALLOWED);
    assertEquals(before, Tally.INITIALIZED.get());
    spec.create();
    assertEquals(before + 1, Tally.INITIALIZED.get());
    String gone = refusal(() -> ModuleSpec.parse(json("Gone"), ALLOWED));
    assertTrue(gone.contains("Gone is not on the class path"), gone);
    String bad = "{\"class\":\"" + PACKAGE + ".Doubled\",\"config\":{\"features\":4}}";
    String failed = refusal(() -> ModuleSpec.parse(bad, ALLOWED).create());
    assertTrue(failed.contains("Doubled cannot be made with {features=4}"), failed);
    refusal(() -> ModuleSpec.parse("{\"class\": 3}", ALLOWED));
    refusal(() -> ModuleSpec.parse("{\"class\":\"a.B\",\"config\":{},\"more\":1}", ALLOWED));
  }

  @Test
  void allowedNamesAreWholeNames() {
    AllowedModules some = AllowedModules.parse(" com.acme , org.x.Net,");
    assertEquals(List.of("com.acme", "org.x.Net"), some.names());
    assertTrue(some.contains("com.acme.deep.Net"));
    assertTrue(some.contains("org.x.Net$Inner"));
    assertFalse(some.contains("com.acmeevil.Net"));
    assertFalse(some.contains("org.x.Network"));
    assertFalse(some.contains("com.acme/../Net"));
    refusal(() -> AllowedModules.parse("*"));
    refusal(() -> AllowedModules.parse("com..acme"));
  }

  private static String json(String simpleName) {
    return "{\"class\": \"" + PACKAGE + "." + simpleName + "\"}";
  }

  private static String refusal(Runnable work) {
    return assertThrows(IllegalArgumentException.class, work::run).getMessage();
  }
}
