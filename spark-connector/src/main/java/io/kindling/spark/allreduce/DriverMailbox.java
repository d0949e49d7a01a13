package io.kindling.spark.allreduce;

import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkEnv;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.rpc.RpcEnv;
import org.apache.spark.rpc.ThreadSafeRpcEndpoint;
import org.apache.spark.util.RpcUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Function1;
import scala.PartialFunction;
import scala.runtime.AbstractPartialFunction;
import scala.runtime.BoxedUnit;

/**
 * News from running tasks to the driver, by the connection that every executor has to it already:
 * no port, no thread, and the security of Spark's own messages. News may be lost; what must not be
 * lost is in a task's result.
 *
 * <p>Uses Spark's private API ({@code RpcEnv}), as Spark's plugins do beneath {@code
 * PluginContext.send}.
 */
final class DriverMailbox implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DriverMailbox.class);

  private final String name = "kindling-" + UUID.randomUUID();
  private final RpcEnv rpc = SparkEnv.get().rpcEnv();
  private final BlockingQueue<News> news = new LinkedBlockingQueue<>();
  private final RpcEndpointRef endpoint = rpc.setupEndpoint(name, new Endpoint(rpc, news));

  /**
   * What a task says. Travels as an array of doubles or of strings, which need no class of ours
   * where they are received.
   *
   * @param attempt the stretch's attempt it is from
   * @param report numbers of a step, or null
   * @param failure why the task fails, or null
   */
  record News(int attempt, double[] report, String failure) {}

  /** The name by which tasks find this mailbox. */
  String name() {
    return name;
  }

  /** The next news, or null when none has come for a while. */
  News poll(long millis) throws InterruptedException {
    return news.poll(millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    rpc.stop(endpoint);
  }

  /** What a task has of the mailbox. */
  static final class Sender {
    private final int attempt;
    private final RpcEndpointRef driver;

    /** A sender to the mailbox of this name; sends nothing when it cannot be found. */
    Sender(String name, int attempt) {
      this.attempt = attempt;
      RpcEndpointRef found = null;
      try {
        SparkEnv env = SparkEnv.get();
        found = RpcUtils.makeDriverRef(name, env.conf(), env.rpcEnv());
      } catch (RuntimeException e) {
        LOG.info("steps are not reported while they run: {}", e.toString());
      }
      this.driver = found;
    }

    void report(double[] report) {
      double[] message = new double[report.length + 1];
      message[0] = attempt;
      System.arraycopy(report, 0, message, 1, report.length);
      send(message);
    }

    void failure(String text) {
      send(new String[] {Integer.toString(attempt), text});
    }

    private void send(Object message) {
      if (driver != null) {
        driver.send(message);
      }
    }
  }

  private static final class Endpoint implements ThreadSafeRpcEndpoint {
    private final RpcEnv rpc;
    private final BlockingQueue<News> news;

    Endpoint(RpcEnv rpc, BlockingQueue<News> news) {
      this.rpc = rpc;
      this.news = news;
    }

    @Override
    public RpcEnv rpcEnv() {
      return rpc;
    }

    @Override
    public PartialFunction<Object, BoxedUnit> receive() {
      return new Receive(news);
    }
  }

  private static final class Receive extends AbstractPartialFunction<Object, BoxedUnit> {
    private final BlockingQueue<News> news;

    Receive(BlockingQueue<News> news) {
      this.news = news;
    }

    @Override
    public boolean isDefinedAt(Object message) {
      return message instanceof double[] || message instanceof String[];
    }

    @Override
    @SuppressWarnings("unchecked")
    public <A, B> B applyOrElse(A message, Function1<A, B> otherwise) {
      if (message instanceof double[] numbers && numbers.length > 1) {
        double[] report = Arrays.copyOfRange(numbers, 1, numbers.length);
        news.add(new News((int) numbers[0], report, null));
      } else if (message instanceof String[] texts && texts.length == 2) {
        news.add(new News(Integer.parseInt(texts[0]), null, texts[1]));
      } else {
        return otherwise.apply(message);
      }
      return (B) BoxedUnit.UNIT;
    }
  }
}
