package io.kindling.testing;

import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/**
 * Gives every property the seed of the build's {@code test.seed}, so that one source gives one
 * answer; new ground is broken with another number, or with {@code random}, as {@code -Plong} does.
 */
public final class PropertySeeds implements AroundPropertyHook {
  private static final String SEED = System.getProperty("test.seed", "random");

  @Override
  public PropagationMode propagateTo() {
    return PropagationMode.ALL_DESCENDANTS;
  }

  @Override
  public PropertyExecutionResult aroundProperty(
      PropertyLifecycleContext context, PropertyExecutor property) {
    if (!SEED.equals("random")) {
      context.attributes().setSeed(SEED);
    }
    return property.execute();
  }
}
