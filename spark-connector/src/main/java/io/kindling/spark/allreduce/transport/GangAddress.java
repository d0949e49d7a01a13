package io.kindling.spark.allreduce.transport;

/**
 * Where a worker listens, and the id it wants to see on frames; travels as text in the barrier's
 * all-gather.
 *
 * @param host name or address
 * @param port port
 * @param gang the id this worker expects
 */
record GangAddress(String host, int port, GangId gang) {

  String encode() {
    return host + " " + port + " " + Long.toHexString(gang.token()) + " " + gang.epoch();
  }

  static GangAddress decode(String text) {
    String[] fields = text.split(" ");
    if (fields.length != 4) {
      throw new IllegalArgumentException(
          "gang address: got '" + text + "', want 'host port token epoch'");
    }
    return new GangAddress(
        fields[0],
        Integer.parseInt(fields[1]),
        new GangId(Long.parseUnsignedLong(fields[2], 16), Integer.parseInt(fields[3])));
  }
}
