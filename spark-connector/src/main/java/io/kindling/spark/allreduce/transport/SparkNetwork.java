package io.kindling.spark.allreduce.transport;

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
 * This executor's network settings and secrets: the one place of this package that uses Spark's
 * private API ({@code SecurityManager}, {@code SSLOptions}, {@code BlockManager}). The bootstraps
 * are those of Spark's block transfer, so that whoever may fetch a shuffle block may join a gang,
 * and nobody else. Settings are read under {@code spark.kindling.io.*}, as {@code
 * spark.shuffle.io.*} are for shuffles.
 */
final class SparkNetwork {
  private static final String MODULE = "kindling";

  private final SparkConf conf;
  private final SecurityManager security;
  private final String host;

  private SparkNetwork(SparkConf conf, SecurityManager security, String host) {
    this.conf = conf;
    this.security = security;
    this.host = host;
  }

  /** The network of the executor (or local driver) this thread runs in. */
  static SparkNetwork ofThisExecutor() {
    SparkEnv env = SparkEnv.get();
    if (env == null) {
      throw new IllegalStateException(
          "TransportGang.join: there is no SparkEnv in this JVM; call it from a Spark task");
    }
    return new SparkNetwork(
        env.conf(), env.securityManager(), env.blockManager().blockManagerId().host());
  }

  /** A network with these settings, without a running Spark. */
  static SparkNetwork of(SparkConf conf, String host) {
    return new SparkNetwork(
        conf, new SecurityManager(conf, scala.Option.empty(), secretFileEntry()), host);
  }

  private static org.apache.spark.internal.config.ConfigEntry<scala.Option<String>>
      secretFileEntry() {
    return org.apache.spark.internal.config.package$.MODULE$.AUTH_SECRET_FILE();
  }

  /** The name by which other executors reach this one. */
  String host() {
    return host;
  }

  /** Whether Spark is told to keep what it sends or stores from other eyes on its machines. */
  boolean encrypts() {
    return conf.getBoolean("spark.network.crypto.enabled", false)
        || conf.getBoolean("spark.authenticate.enableSaslEncryption", false)
        || conf.getBoolean("spark.ssl.rpc.enabled", false)
        || conf.getBoolean("spark.io.encryption.enabled", false);
  }

  TransportContext context(RpcHandler handler, GangOptions options) {
    return new TransportContext(transportConf(options), handler);
  }

  List<TransportServerBootstrap> serverBootstraps(TransportContext context) {
    return security.isAuthenticationEnabled()
        ? List.of(new AuthServerBootstrap(context.getConf(), security))
        : List.of();
  }

  List<TransportClientBootstrap> clientBootstraps(TransportContext context) {
    return security.isAuthenticationEnabled()
        ? List.of(new AuthClientBootstrap(context.getConf(), appId(), security))
        : List.of();
  }

  private String appId() {
    return conf.get("spark.app.id", MODULE);
  }

  private TransportConf transportConf(GangOptions options) {
    SparkConf ours = conf.clone();
    String threads = Integer.toString(options.ioThreads());
    ours.setIfMissing("spark.kindling.io.serverThreads", threads);
    ours.setIfMissing("spark.kindling.io.clientThreads", threads);
    ours.setIfMissing(
        "spark.kindling.io.connectionCreationTimeout",
        Math.max(1, options.joinTimeout().toSeconds()) + "s");
    if (ours.getBoolean("spark.ssl.rpc.enabled", false)) {
      return new TransportConf(MODULE, security.getRpcSSLOptions().createConfigProvider(ours));
    }
    Map<String, String> settings = new HashMap<>();
    for (Tuple2<String, String> setting : ours.getAll()) {
      settings.put(setting._1(), setting._2());
    }
    return new TransportConf(MODULE, new MapConfigProvider(settings));
  }
}
