package io.kindling.spark.allreduce.transport;

/**
 * What one worker has exchanged with its peers since it joined: array contents, without headers.
 *
 * @param bytesSent bytes of encoded elements handed to sockets
 * @param bytesReceived bytes of encoded elements taken from sockets
 */
public record ExchangeTraffic(long bytesSent, long bytesReceived) {}
