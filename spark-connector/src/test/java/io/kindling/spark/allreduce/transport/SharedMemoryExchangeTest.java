package io.kindling.spark.allreduce.transport;

import org.junit.jupiter.api.condition.EnabledIf;

/** The same, through memory that all workers see. */
@EnabledIf("hasSharedMemory")
final class SharedMemoryExchangeTest extends TransportExchangeTest {
  static boolean hasSharedMemory() {
    return SharedMemory.isAvailable();
  }

  @Override
  GangOptions options() {
    return super.options().withSharedMemory(true);
  }
}
