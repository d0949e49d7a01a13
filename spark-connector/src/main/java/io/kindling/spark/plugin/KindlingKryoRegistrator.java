package io.kindling.spark.plugin;

import com.esotericsoftware.kryo.Kryo;
import io.kindling.spark.data.DataKryoClasses;
import io.kindling.spark.worker.Contribution;
import io.kindling.spark.worker.Evaluation;
import java.util.List;
import org.apache.spark.serializer.KryoRegistrator;

/**
 * Registers with Kryo every class of Kindling that Spark's data serializer meets, so that {@code
 * spark.kryo.registrationRequired=true} works:
 *
 * <pre>
 * spark.serializer                 org.apache.spark.serializer.KryoSerializer
 * spark.kryo.registrator           io.kindling.spark.plugin.KindlingKryoRegistrator
 * spark.kryo.registrationRequired  true
 * </pre>
 */
public final class KindlingKryoRegistrator implements KryoRegistrator {
  /** Messages of training, in a fixed order: Kryo numbers classes as they are registered. */
  private static final List<Class<?>> MESSAGES =
      List.of(Contribution.class, Contribution[].class, Evaluation.class, Evaluation[].class);

  @Override
  public void registerClasses(Kryo kryo) {
    DataKryoClasses.register(kryo);
    MESSAGES.forEach(kryo::register);
  }
}
