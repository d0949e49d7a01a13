package io.kindling.spark.internals.network;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.apache.spark.network.buffer.NioManagedBuffer;
import org.apache.spark.network.client.TransportClient;

/**
 * A connection between two ports. It has a thread of its own, which it may share with others: all
 * that comes is told there. Thread-safe.
 */
public final class Connection {
  private static final AttributeKey<Connection> OF_CHANNEL =
      AttributeKey.valueOf(Connection.class, "connection");

  private final TransportClient client;
  private final Channel channel;
  private final FloodGuard floodGuard;
  private volatile Object member;

  private Connection(TransportClient client) {
    this.client = client;
    this.channel = client.getChannel();
    this.floodGuard = new FloodGuard(isOutgoing());
  }

  /**
   * The one connection of a channel. Who calls may ask for it before the channel's own thread does,
   * which guards the channel then.
   */
  static Connection of(TransportClient client) {
    Attribute<Connection> attribute = client.getChannel().attr(OF_CHANNEL);
    Connection connection = attribute.get();
    if (connection == null) {
      attribute.setIfAbsent(new Connection(client));
      connection = attribute.get();
    }
    return connection;
  }

  TransportClient client() {
    return client;
  }

  Channel channel() {
    return channel;
  }

  FloodGuard floodGuard() {
    return floodGuard;
  }

  /** Whether this port has opened it. */
  boolean isOutgoing() {
    return channel.parent() == null;
  }

  /** The other end is known: no stranger, who is sent away after a while. */
  public void know(Object whom) {
    member = whom;
    floodGuard.know();
  }

  /** Who is at the other end, or null as long as {@link #know} has not been called. */
  public Object member() {
    return member;
  }

  boolean isKnown() {
    return member != null;
  }

  /** Asks, and waits for the answer; a refusal is thrown. */
  public ByteBuffer ask(ByteBuffer question, long millis) {
    return client.sendRpcSync(question, millis);
  }

  /** Sends a message, with the next {@link #flush}; on the connection's thread. */
  public void write(ByteBuffer message) {
    channel.write(WholeMessage.of(message, channel.alloc()));
  }

  /** Lets what has been written go out. */
  public void flush() {
    channel.flush();
  }

  /** Sends a stream. */
  public void upload(ByteBuffer header, Upload upload) {
    UploadBuffer buffer = new UploadBuffer(upload);
    client.uploadStream(new NioManagedBuffer(header), buffer, buffer);
  }

  /** Whether this is the connection's thread. */
  public boolean isOnItsThread() {
    return channel.eventLoop().inEventLoop();
  }

  /** Runs something on the connection's thread, unless that has been told to end. */
  public void execute(Runnable action) {
    EventLoop loop = channel.eventLoop();
    if (!loop.isShuttingDown()) {
      loop.execute(action);
    }
  }

  /** Runs something on the connection's thread, and waits for its end, but no longer than told. */
  public void run(Runnable action, long millis) {
    channel.eventLoop().submit(action).awaitUninterruptibly(millis, TimeUnit.MILLISECONDS);
  }

  /** Runs something on the connection's thread again and again, until that ends. */
  public void repeat(Runnable action, long periodNanos) {
    channel
        .eventLoop()
        .scheduleWithFixedDelay(action, periodNanos, periodNanos, TimeUnit.NANOSECONDS);
  }

  /** Whether it is open. */
  public boolean isActive() {
    return client.isActive();
  }

  /**
   * Sends nothing more, and lets the other end close first, once it has read all. Whoever closes a
   * connection on which something still comes resets it: then what it sent last, as why it gives
   * up, may be lost, and Spark warns with a stack trace.
   */
  public void endOutput() {
    // TLS says by itself when it ends.
    if (channel.pipeline().get(SslHandler.class) == null
        && channel instanceof DuplexChannel duplex
        && channel.isActive()) {
      duplex.shutdownOutput();
    } else {
      channel.close();
    }
  }

  /** Waits until it is closed, but no longer than told. */
  public void awaitEnd(long nanos) {
    channel.closeFuture().awaitUninterruptibly(Math.max(0, nanos), TimeUnit.NANOSECONDS);
  }

  /** Closes it. */
  public void close() {
    client.close();
  }

  /** Closes it without waiting, if nobody knows who is at the other end. */
  public void closeIfUnknown() {
    if (!isKnown()) {
      channel.close();
    }
  }

  /** The address of the other end. */
  @Override
  public String toString() {
    return String.valueOf(channel.remoteAddress());
  }
}
