package io.kindling.spark.internals;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkEnv;
import org.apache.spark.rpc.RpcCallContext;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.rpc.RpcEnv;
import org.apache.spark.rpc.RpcTimeout;
import org.apache.spark.rpc.ThreadSafeRpcEndpoint;
import org.apache.spark.util.RpcUtils;
import scala.Function1;
import scala.PartialFunction;
import scala.concurrent.ExecutionContext$;
import scala.concurrent.Future;
import scala.concurrent.duration.Duration;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractPartialFunction;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/**
 * Where the driver listens for messages of tasks, by the connection that every executor has to it
 * already: no port, no thread, and the security of Spark's own messages, as Spark's plugins have it
 * beneath {@code PluginContext.send}.
 */
public final class DriverEndpoint implements AutoCloseable {
  /** As long as a barrier waits: a worker may have to decode its partition first. */
  private static final RpcTimeout PATIENCE =
      new RpcTimeout(Duration.create(365, TimeUnit.DAYS), "spark.barrier.sync.timeout");

  private final RpcEnv rpc = SparkEnv.get().rpcEnv();
  private final RpcEndpointRef endpoint;

  /**
   * Listens under this name until closed.
   *
   * @param listener is called by one thread at a time
   */
  public DriverEndpoint(String name, Listener listener) {
    this.endpoint = rpc.setupEndpoint(name, new Endpoint(rpc, listener));
  }

  @Override
  public void close() {
    rpc.stop(endpoint);
  }

  /** What the driver does with messages. */
  public interface Listener {
    /** Takes a message that wants no answer; false if it is none of this listener's. */
    boolean receive(Object message);

    /** Takes a question, to answer now or later; false if it is none of this listener's. */
    boolean receive(Object question, Answer answer);
  }

  /** How a question is answered, once. */
  public interface Answer {
    /** Answers. */
    void reply(Object answer);

    /** Says that there is no answer. */
    void fail(Throwable cause);
  }

  /** The driver's endpoint as a task sees it. */
  public static final class Ref {
    private final RpcEndpointRef driver;

    /** Finds the endpoint of this name. */
    public Ref(String name) {
      SparkEnv env = SparkEnv.get();
      this.driver = RpcUtils.makeDriverRef(name, env.conf(), env.rpcEnv());
    }

    /** Sends a message, which may be lost. */
    public void send(Object message) {
      driver.send(message);
    }

    /** Asks, and waits a year for the answer. */
    public <T> CompletableFuture<T> ask(Object question, Class<T> answer) {
      Future<T> asked = driver.ask(question, PATIENCE, ClassTag$.MODULE$.<T>apply(answer));
      CompletableFuture<T> future = new CompletableFuture<>();
      asked.onComplete(
          new Complete<>(future), ExecutionContext$.MODULE$.fromExecutor(Runnable::run));
      return future;
    }
  }

  private static final class Complete<T> extends AbstractFunction1<Try<T>, Boolean> {
    private final CompletableFuture<T> future;

    Complete(CompletableFuture<T> future) {
      this.future = future;
    }

    @Override
    public Boolean apply(Try<T> end) {
      return end.isSuccess()
          ? future.complete(end.get())
          : future.completeExceptionally(end.failed().get());
    }
  }

  private record Endpoint(RpcEnv rpcEnv, Listener listener) implements ThreadSafeRpcEndpoint {
    @Override
    public PartialFunction<Object, BoxedUnit> receive() {
      return new Receive(listener, null);
    }

    @Override
    public PartialFunction<Object, BoxedUnit> receiveAndReply(RpcCallContext caller) {
      return new Receive(
          listener,
          new Answer() {
            @Override
            public void reply(Object answer) {
              caller.reply(answer);
            }

            @Override
            public void fail(Throwable cause) {
              caller.sendFailure(cause);
            }
          });
    }
  }

  /** Messages, or questions if there is somebody to answer. */
  private static final class Receive extends AbstractPartialFunction<Object, BoxedUnit> {
    private final Listener listener;
    private final Answer answer;

    Receive(Listener listener, Answer answer) {
      this.listener = listener;
      this.answer = answer;
    }

    @Override
    public boolean isDefinedAt(Object message) {
      return true;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <A, B> B applyOrElse(A message, Function1<A, B> otherwise) {
      boolean taken =
          answer == null ? listener.receive(message) : listener.receive(message, answer);
      return taken ? (B) BoxedUnit.UNIT : otherwise.apply(message);
    }
  }
}
