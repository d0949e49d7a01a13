package io.kindling.spark.internals.network;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.client.TransportClientBootstrap;
import org.apache.spark.network.crypto.AuthClientBootstrap;
import org.apache.spark.network.crypto.AuthServerBootstrap;
import org.apache.spark.network.server.RpcHandler;
import org.apache.spark.network.server.TransportServerBootstrap;
import org.apache.spark.network.util.MapConfigProvider;
import org.apache.spark.network.util.TransportConf;
import scala.Tuple2;

/**
 * This executor's network settings and secrets. The bootstraps are those of Spark's block transfer,
 * so that whoever may fetch a shuffle block may join a gang, and nobody else. Settings are read
 * under {@code spark.kindling.io.*}, as {@code spark.shuffle.io.*} are for shuffles.
 */
public final class ExecutorNetwork {
  private static final String MODULE = "kindling";

  private final SparkConf conf;
  private final SecurityManager security;
  private final String host;

  private ExecutorNetwork(SparkConf conf, SecurityManager security, String host) {
    this.conf = conf;
    this.security = security;
    this.host = host;
  }

  /** The network of the executor (or local driver) this thread runs in. */
  public static ExecutorNetwork ofThisExecutor() {
    SparkEnv env = SparkEnv.get();
    if (env == null) {
      throw new IllegalStateException(
          "there is no SparkEnv in this JVM; call it from a Spark task");
    }
    return new ExecutorNetwork(
        env.conf(), env.securityManager(), env.blockManager().blockManagerId().host());
  }

  /** A network with these settings, without a running Spark. */
  public static ExecutorNetwork of(SparkConf conf, String host) {
    return new ExecutorNetwork(
        conf, new SecurityManager(conf, scala.Option.empty(), secretFileEntry()), host);
  }

  private static org.apache.spark.internal.config.ConfigEntry<scala.Option<String>>
      secretFileEntry() {
    return org.apache.spark.internal.config.package$.MODULE$.AUTH_SECRET_FILE();
  }

  /** The name by which other executors reach this one. */
  public String host() {
    return host;
  }

  /** Whether Spark is told to keep what it sends or stores from other eyes on its machines. */
  public boolean encrypts() {
    return conf.getBoolean("spark.network.crypto.enabled", false)
        || conf.getBoolean("spark.authenticate.enableSaslEncryption", false)
        || RpcTls.isEnabled(conf)
        || conf.getBoolean("spark.io.encryption.enabled", false);
  }

  /**
   * What connections are made from.
   *
   * @param threads that read and write
   * @param patience with a connection that is being made
   */
  TransportContext context(RpcHandler handler, int threads, Duration patience) {
    return new TransportContext(transportConf(Integer.toString(threads), patience), handler);
  }

  /** What servers do with a new connection. */
  List<TransportServerBootstrap> serverBootstraps(TransportContext context) {
    return security.isAuthenticationEnabled()
        ? List.of(new AuthServerBootstrap(context.getConf(), security))
        : List.of();
  }

  /** What clients do with a new connection. */
  List<TransportClientBootstrap> clientBootstraps(TransportContext context) {
    return security.isAuthenticationEnabled()
        ? List.of(new AuthClientBootstrap(context.getConf(), appId(), security))
        : List.of();
  }

  private String appId() {
    return conf.get("spark.app.id", MODULE);
  }

  private TransportConf transportConf(String threads, Duration patience) {
    SparkConf ours = conf.clone();
    ours.setIfMissing("spark.kindling.io.serverThreads", threads);
    ours.setIfMissing("spark.kindling.io.clientThreads", threads);
    ours.setIfMissing(
        "spark.kindling.io.connectionCreationTimeout", Math.max(1, patience.toSeconds()) + "s");
    if (RpcTls.isEnabled(ours)) {
      return new TransportConf(MODULE, RpcTls.settings(security, ours));
    }
    Map<String, String> settings = new HashMap<>();
    for (Tuple2<String, String> setting : ours.getAll()) {
      settings.put(setting._1(), setting._2());
    }
    return new TransportConf(MODULE, new MapConfigProvider(settings));
  }
}
