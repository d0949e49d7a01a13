package io.kindling.spark.internals.network;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.network.util.ConfigProvider;

/** The settings of TLS between executors, which Spark has since 4.0. */
final class RpcTls {
  private static final Method OPTIONS = optionsOrNull();

  private RpcTls() {}

  /** Whether TLS between executors is asked for. */
  static boolean isEnabled(SparkConf conf) {
    return conf.getBoolean("spark.ssl.rpc.enabled", false);
  }

  /**
   * The settings.
   *
   * @throws IllegalStateException when this Spark has no TLS between executors
   */
  static ConfigProvider settings(SecurityManager security, SparkConf conf) {
    if (OPTIONS == null) {
      throw new IllegalStateException(
          "spark.ssl.rpc.enabled is true, but this Spark has no TLS between executors: it needs"
              + " Spark 4.0 or newer; on 3.5 encrypt by spark.network.crypto.enabled");
    }
    try {
      Object options = OPTIONS.invoke(security);
      return (ConfigProvider)
          options
              .getClass()
              .getMethod("createConfigProvider", SparkConf.class)
              .invoke(options, conf);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("cannot read the settings of spark.ssl.rpc", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read the settings of spark.ssl.rpc", e);
    }
  }

  private static Method optionsOrNull() {
    try {
      return SecurityManager.class.getMethod("getRpcSSLOptions");
    } catch (NoSuchMethodException e) {
      return null;
    }
  }
}
