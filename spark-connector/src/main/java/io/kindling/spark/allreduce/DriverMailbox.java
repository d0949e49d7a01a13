package io.kindling.spark.allreduce;

import io.kindling.spark.allreduce.transport.ExchangeException;
import io.kindling.spark.internals.DriverEndpoint;
import io.kindling.spark.internals.Executors;
import io.kindling.spark.worker.KernelNames;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * News from running tasks to the driver, by the connection that every executor has to it already:
 * no port, no thread, and the security of Spark's own messages. News may be lost; what must not be
 * lost is in a task's result. Tasks of one attempt also learn each other's addresses here, which
 * takes milliseconds; a round of {@code BarrierTaskContext.allGather} looks once a second.
 */
final class DriverMailbox implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DriverMailbox.class);
  private static final long POLL_MILLIS = 50;

  /** More than any cluster has task slots. */
  private static final int MOST_WORKERS = 1 << 20;

  private final String name = "kindling-" + UUID.randomUUID();
  private final BlockingQueue<News> news = new LinkedBlockingQueue<>();
  private final DriverEndpoint endpoint;

  /**
   * Opens it.
   *
   * @param kernels told of those of all workers of an attempt when they have come
   */
  DriverMailbox(Consumer<KernelNames> kernels) {
    endpoint = new DriverEndpoint(name, new Inbox(news, new Meeting(kernels)));
  }

  /**
   * What a task says. Travels as an array of doubles or of bytes, which need no class of ours where
   * they are received.
   *
   * @param attempt the attempt at the range of steps it is from
   * @param report numbers of a step, or null
   * @param words a part of its last words, or null
   */
  record News(int attempt, double[] report, EarlyExit.Part words) {

    /** The news in a message, or null when there is none in it. */
    static News of(Object message) {
      if (message instanceof double[] numbers && numbers.length > 1) {
        return new News((int) numbers[0], Arrays.copyOfRange(numbers, 1, numbers.length), null);
      }
      if (message instanceof byte[] bytes && EarlyExit.Part.isOne(bytes)) {
        EarlyExit.Part part = EarlyExit.Part.of(bytes);
        return new News(part.attempt(), null, part);
      }
      return null;
    }
  }

  /**
   * What a task says when it looks for the others of its attempt.
   *
   * @param rank from 0 to size - 1
   * @param kernels name of those it computes with
   * @param place where it runs, for people
   */
  record Arrival(int attempt, int rank, int size, String address, String kernels, String place) {

    /** What is in a message, or null when it is none of this kind. */
    static Arrival of(Object message) {
      if (!(message instanceof String[] texts)
          || texts.length != 6
          || Arrays.asList(texts).contains(null)) {
        return null;
      }
      int attempt = number(texts[0], Integer.MAX_VALUE);
      int size = number(texts[2], MOST_WORKERS);
      int rank = number(texts[1], size - 1);
      return attempt < 0 || rank < 0
          ? null
          : new Arrival(attempt, rank, size, texts[3], texts[4], texts[5]);
    }
  }

  /** A whole number from 0 to {@code most}; -1 for all else. */
  private static int number(String text, int most) {
    try {
      int number = text == null ? -1 : Integer.parseInt(text);
      return number <= most ? number : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** The name by which tasks find this mailbox. */
  String name() {
    return name;
  }

  /** The next news, or null when none has come for a while. */
  News poll(long millis) throws InterruptedException {
    return news.poll(millis, TimeUnit.MILLISECONDS);
  }

  /** Gives the mailbox up; of a context that was stopped nothing is left to give up. */
  @Override
  public void close() {
    try {
      endpoint.close();
    } catch (RuntimeException e) {
      LOG.debug("{}: {}", name, e.toString());
    }
  }

  /** What a task has of the mailbox. */
  static final class Sender {
    private final int attempt;
    private final DriverEndpoint.Ref driver;

    /** A sender to the mailbox of this name. */
    Sender(String name, int attempt) {
      this.attempt = attempt;
      this.driver = new DriverEndpoint.Ref(name);
    }

    /**
     * Hands this worker's address to all workers of the attempt, and waits for theirs.
     *
     * @param cancelled looked at while waiting
     * @throws ExchangeException when this worker is cancelled or the driver does not answer
     */
    String[] meet(int rank, int size, String address, BooleanSupplier cancelled) {
      String[] message = {
        Integer.toString(attempt),
        Integer.toString(rank),
        Integer.toString(size),
        address,
        KernelNames.ofThisJvm(),
        Executors.thisPlace()
      };
      Future<String[]> all = driver.ask(message, String[].class);
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

    /** Tells why this worker ends, or how far it has come. */
    void lastWords(EarlyExit words) {
      words.parts(attempt).forEach(this::send);
    }

    private void send(Object message) {
      driver.send(message);
    }
  }

  /** Who of the latest attempt has come. Used by the endpoint's thread only. */
  private static final class Meeting {
    private final Consumer<KernelNames> told;
    private int attempt;
    private String[] addresses = {};
    private KernelNames[] kernels = {};
    private DriverEndpoint.Answer[] waiting = {};
    private int come;

    Meeting(Consumer<KernelNames> told) {
      this.told = told;
    }

    void arrive(Arrival arrival, DriverEndpoint.Answer caller) {
      int from = arrival.attempt();
      int rank = arrival.rank();
      int size = arrival.size();
      if (from < attempt) {
        caller.fail(new IllegalStateException("this attempt is over"));
        return;
      }
      if (from == attempt && size != addresses.length) {
        caller.fail(
            new IllegalArgumentException(
                "this attempt has " + addresses.length + " workers, this one says " + size));
        return;
      }
      if (from > attempt) {
        attempt = from;
        addresses = new String[size];
        kernels = new KernelNames[size];
        waiting = new DriverEndpoint.Answer[size];
        come = 0;
      }
      come += waiting[rank] == null ? 1 : 0;
      addresses[rank] = arrival.address();
      kernels[rank] = KernelNames.of(rank, arrival.kernels(), arrival.place());
      waiting[rank] = caller;
      if (come == size) {
        told.accept(Stream.of(kernels).reduce(KernelNames.none(), KernelNames::plus));
        for (DriverEndpoint.Answer each : waiting) {
          each.reply(addresses);
        }
      }
    }
  }

  /** What comes, by Spark's thread for this endpoint. */
  private record Inbox(BlockingQueue<News> news, Meeting meeting)
      implements DriverEndpoint.Listener {
    @Override
    public boolean receive(Object message) {
      News heard = News.of(message);
      return heard != null && news.add(heard);
    }

    @Override
    public boolean receive(Object question, DriverEndpoint.Answer answer) {
      Arrival arrival = Arrival.of(question);
      if (arrival != null) {
        meeting.arrive(arrival, answer);
      }
      return arrival != null;
    }
  }
}
