package io.kindling.torchdb;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Runs all cases of all families. */
final class Database {
  private Database() {}

  static List<Outcome> run() {
    Calls calls = Calls.all();
    List<Outcome> all = new ArrayList<>();
    all.add(operators(calls));
    all.add(layers());
    all.add(optimizers());
    all.add(promotion(calls));
    return all;
  }

  static Outcome operators(Calls calls) {
    Outcome outcome = new Outcome("operators");
    for (Case c : Case.read("operators.gz")) {
      var call = calls.find(c.operation());
      add(
          outcome,
          c,
          call == null
              ? Runner.of(
                  (ignored, inputs) -> {
                    throw new NotHereException("this variant");
                  })
              : Runner.operation(call));
    }
    return outcome;
  }

  static Outcome layers() {
    Outcome outcome = new Outcome("layers");
    Case.read("layers.gz").forEach(c -> add(outcome, c, Runner.of(LayerRunner::call)));
    return outcome;
  }

  static Outcome optimizers() {
    Outcome outcome = new Outcome("optimizers");
    Case.read("optimizers.gz").forEach(c -> add(outcome, c, Runner.of(OptimizerRunner::call)));
    return outcome;
  }

  static Outcome promotion(Calls calls) {
    PromotionCalls table = new PromotionCalls(calls);
    Outcome outcome = new Outcome("promotion");
    for (Promotion p : Promotion.read()) {
      var call = table.find(p.operation());
      outcome.add(
          p.name(),
          p.operation(),
          p.answer().startsWith("refused ")
              ? "refused"
              : p.form() + " " + p.left() + " " + p.right(),
          () -> {
            if (call == null) {
              throw new NotHereException("this operation");
            }
            return p.run(call);
          });
    }
    return outcome;
  }

  private static void add(Outcome outcome, Case c, Runner runner) {
    String kind =
        c.kind() + (c.dtype() == null ? "" : " " + c.dtype().label().toLowerCase(Locale.ROOT));
    outcome.add(
        c.toString(),
        c.operation(),
        c.refusal() != null ? "refused" + (c.kind().equals("refused") ? "" : " " + kind) : kind,
        () -> runner.run(c));
  }
}
