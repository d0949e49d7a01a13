package io.kindling.spark.plugin;

import com.esotericsoftware.kryo.Kryo;
import io.kindling.spark.data.DataKryoClasses;
import io.kindling.spark.worker.Contribution;
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
  @Override
  public void registerClasses(Kryo kryo) {
    DataKryoClasses.register(kryo);
    kryo.register(Contribution.class); // between tasks; the driver gets plain arrays
  }
}
