package io.kindling.spark.data;

import io.kindling.data.DataException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Brings a data problem that was found on an executor back to the driver as what it is, and so a
 * lack of memory or disk.
 */
public final class DataFailures {
  private DataFailures() {}

  /**
   * Runs {@code work}; when it fails because of a data problem on whatever machine, throws that
   * {@link DataException}, and one that says why where a Parquet file cannot be read; for a lack of
   * memory or disk a {@link ResourceException}; else the failure as it is.
   */
  public static <T> T rethrow(Supplier<T> work) {
    try {
      return work.get();
    } catch (DataException e) {
      throw e;
    } catch (Exception e) { // Spark's exceptions are checked, but Scala does not declare them
      Optional<String> problem = DataException.describe(e).or(() -> ParquetFailures.describe(e));
      if (problem.isPresent()) {
        throw new DataException(problem.get(), e);
      }
      if (!e.getClass().getName().startsWith("io.kindling.")) { // ours say it already
        ResourceException.describe(e)
            .ifPresent(
                line -> {
                  throw new ResourceException(line, e);
                });
      }
      throw DataFailures.<RuntimeException>undeclared(e);
    }
  }

  @SuppressWarnings("unchecked")
  private static <E extends Exception> E undeclared(Exception failure) throws E {
    throw (E) failure;
  }
}
