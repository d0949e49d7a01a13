package io.kindling.spark.allreduce.transport;

/**
 * What one worker has exchanged with its peers since it joined: array contents, without headers.
 *
 * @param bytesSent bytes of encoded elements handed to peers
 * @param bytesReceived bytes of encoded elements taken from peers
 * @param bytesShared those of {@code bytesSent} that went through memory shared with a peer on the
 *     same machine, and not through a socket
 */
public record ExchangeTraffic(long bytesSent, long bytesReceived, long bytesShared) {}
