package io.kindling.spark.allreduce;

import io.kindling.spark.allreduce.transport.ExchangeException;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.spark.SparkEnv;
import org.apache.spark.rpc.RpcCallContext;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.rpc.RpcEnv;
import org.apache.spark.rpc.RpcTimeout;
import org.apache.spark.rpc.ThreadSafeRpcEndpoint;
import org.apache.spark.util.RpcUtils;
import scala.Function1;
import scala.PartialFunction;
import scala.concurrent.duration.Duration;
import scala.jdk.javaapi.FutureConverters;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractPartialFunction;
import scala.runtime.BoxedUnit;

/**
 * News from running tasks to the driver, by the connection that every executor has to it already:
 * no port, no thread, and the security of Spark's own messages. News may be lost; what must not be
 * lost is in a task's result. Tasks of one attempt also learn each other's addresses here, which
 * takes milliseconds; a round of {@code BarrierTaskContext.allGather} looks once a second.
 *
 * <p>Uses Spark's private API ({@code RpcEnv}), as Spark's plugins do beneath {@code
 * PluginContext.send}.
 */
final class DriverMailbox implements AutoCloseable {
  private static final long POLL_MILLIS = 50;

  /** As long as a barrier waits: a worker may have to decode its partition first. */
  private static final RpcTimeout PATIENCE =
      new RpcTimeout(Duration.create(365, TimeUnit.DAYS), "spark.barrier.sync.timeout");

  private final String name = "kindling-" + UUID.randomUUID();
  private final RpcEnv rpc = SparkEnv.get().rpcEnv();
  private final BlockingQueue<News> news = new LinkedBlockingQueue<>();
  private final Meeting meeting = new Meeting();
  private final RpcEndpointRef endpoint = rpc.setupEndpoint(name, new Endpoint(rpc, news, meeting));

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

    /** A sender to the mailbox of this name. */
    Sender(String name, int attempt) {
      this.attempt = attempt;
      SparkEnv env = SparkEnv.get();
      this.driver = RpcUtils.makeDriverRef(name, env.conf(), env.rpcEnv());
    }

    /**
     * Hands this worker's address to all workers of the attempt, and waits for theirs.
     *
     * @param cancelled looked at while waiting
     * @throws ExchangeException when this worker is cancelled or the driver does not answer
     */
    String[] meet(int rank, int size, String address, BooleanSupplier cancelled) {
      String[] message = {
        Integer.toString(attempt), Integer.toString(rank), Integer.toString(size), address
      };
      Future<String[]> all =
          FutureConverters.asJava(
                  driver.<String[]>ask(message, PATIENCE, ClassTag$.MODULE$.apply(String[].class)))
              .toCompletableFuture();
      try {
        while (true) {
          try {
            return all.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
          } catch (TimeoutException e) {
            if (cancelled.getAsBoolean()) {
              throw ExchangeException.because("the task was cancelled while it joined", e);
            }
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw ExchangeException.because("the task was interrupted while it joined", e);
      } catch (ExecutionException e) {
        throw ExchangeException.because(
            "the driver does not say where the other workers are: " + e.getCause(), e.getCause());
      }
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
      driver.send(message);
    }
  }

  /** Who of the latest attempt has come. Used by the endpoint's thread only. */
  private static final class Meeting {
    private int attempt;
    private String[] addresses = {};
    private RpcCallContext[] waiting = {};
    private int come;

    void arrive(String[] message, RpcCallContext caller) {
      int from = Integer.parseInt(message[0]);
      int rank = Integer.parseInt(message[1]);
      int size = Integer.parseInt(message[2]);
      if (from < attempt) {
        caller.sendFailure(new IllegalStateException("this attempt is over"));
        return;
      }
      if (from > attempt) {
        attempt = from;
        addresses = new String[size];
        waiting = new RpcCallContext[size];
        come = 0;
      }
      come += waiting[rank] == null ? 1 : 0;
      addresses[rank] = message[3];
      waiting[rank] = caller;
      if (come == size) {
        for (RpcCallContext each : waiting) {
          each.reply(addresses);
        }
      }
    }
  }

  private static final class Endpoint implements ThreadSafeRpcEndpoint {
    private final RpcEnv rpc;
    private final BlockingQueue<News> news;
    private final Meeting meeting;

    Endpoint(RpcEnv rpc, BlockingQueue<News> news, Meeting meeting) {
      this.rpc = rpc;
      this.news = news;
      this.meeting = meeting;
    }

    @Override
    public RpcEnv rpcEnv() {
      return rpc;
    }

    @Override
    public PartialFunction<Object, BoxedUnit> receive() {
      return new Receive(news);
    }

    @Override
    public PartialFunction<Object, BoxedUnit> receiveAndReply(RpcCallContext caller) {
      return new Arrive(meeting, caller);
    }
  }

  private static final class Arrive extends AbstractPartialFunction<Object, BoxedUnit> {
    private final Meeting meeting;
    private final RpcCallContext caller;

    Arrive(Meeting meeting, RpcCallContext caller) {
      this.meeting = meeting;
      this.caller = caller;
    }

    @Override
    public boolean isDefinedAt(Object message) {
      return message instanceof String[] texts && texts.length == 4;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <A, B> B applyOrElse(A message, Function1<A, B> otherwise) {
      if (!isDefinedAt(message)) {
        return otherwise.apply(message);
      }
      meeting.arrive((String[]) message, caller);
      return (B) BoxedUnit.UNIT;
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
